#!/bin/sh
# GET / on the management address: what the monitor has counted, one `name value` a line.
printf 'Content-Type: text/plain\r\n\r\n'
nft list counters table bridge vnf_traffic | awk '
  $1 == "counter" { protocol = substr($2, length("seen_") + 1) }
  $1 == "packets" { printf "vnf_packets_total{protocol=\"%s\"} %s\n", protocol, $2 }'
