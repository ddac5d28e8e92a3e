/**
 * Traffic between the two customer sites of the lab, seen with tcpdump where it arrives: an eye outside Netwright.
 * Every VNF appends its digit to the DSCP of what it forwards, so the mark tells which VNFs a packet passed, in
 * which order: firewall (1) then monitor (2) is 6; monitor then firewall is 9; untouched is 0.
 */
import type { Lab } from '#test/lab/lab.ts';

export interface SiteTraffic {
  /** Web requests answered of those made. */
  readonly requests: { readonly made: number; readonly answered: number };
  /** Pings answered of those sent; they match no rule. */
  readonly pings: { readonly sent: number; readonly answered: number };
  /** DSCP of every packet as it arrived. */
  readonly webForward: readonly number[];
  readonly webReverse: readonly number[];
  readonly pingForward: readonly number[];
  readonly pingReverse: readonly number[];
}

const requests = 5;
const pings = 10;

/** tcpdump in both sites, requests and pings from the client, then what was seen where it arrived. */
const script = `
set -u
d=$(mktemp -d)
for site in client server; do
  ip netns exec site-$site timeout 60 tcpdump -l -n -v -Q in -i any 'ip and (icmp or tcp port 80)' > $d/$site 2> $d/$site.err &
done
for i in $(seq 50); do grep -q listening $d/client.err && grep -q listening $d/server.err && break; sleep 0.2; done
ok=0
for i in $(seq ${requests}); do
  ip netns exec site-client timeout 15 busybox wget -q -O /dev/null http://10.9.0.2/ && ok=$((ok+1))
done
echo "requests $ok"
ip netns exec site-client ping -n -q -c ${pings} -i 0.3 -W 5 10.9.0.2 | sed -n 's/.* \\([0-9]*\\) received.*/pings \\1/p'
sleep 1
kill %1 %2
wait 2>/dev/null
for site in client server; do echo "seen $site"; cat $d/$site; done
rm -r $d
`;

/** Makes traffic for about 20 s. The lab's sites exist for as long as the lab runs. */
export async function siteTraffic(lab: Lab): Promise<SiteTraffic> {
  const { stdout } = await lab.ssh(script);
  const number = (word: string) => Number(new RegExp(`^${word} (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
  const [, , atClient = '', atServer = ''] =
    /^([\s\S]*?)seen client\n([\s\S]*?)seen server\n([\s\S]*)$/.exec(stdout) ?? [];
  return {
    requests: { made: requests, answered: number('requests') },
    pings: { sent: pings, answered: number('pings') },
    webForward: dscpOf(atServer, 'TCP'),
    webReverse: dscpOf(atClient, 'TCP'),
    pingForward: dscpOf(atServer, 'ICMP'),
    pingReverse: dscpOf(atClient, 'ICMP'),
  };
}

/** `IP (tos 0x18, ttl 64, …, proto TCP (6), …)`: the DSCP is the upper six bits. */
function dscpOf(seen: string, protocol: 'TCP' | 'ICMP'): number[] {
  const line = /\bIP \(tos (0x[0-9a-f]+),.*?proto (\w+)/g;
  return [...seen.matchAll(line)].filter((m) => m[2] === protocol).map((m) => Number(m[1]) >> 2);
}

/** One sentence per thing that is not as the NSD promises; empty where all is. */
export function trafficFaults(
  traffic: SiteTraffic,
  expected: { forward: number; reverse: number },
): string[] {
  const faults: string[] = [];
  const { requests: web, pings: ping } = traffic;
  if (web.answered !== web.made) faults.push(`${web.made - web.answered} of ${web.made} web requests failed`);
  if (ping.answered !== ping.sent)
    faults.push(`${ping.sent - ping.answered} of ${ping.sent} pings were lost`);
  const check = (what: string, seen: readonly number[], dscp: number) => {
    const wrong = seen.filter((d) => d !== dscp);
    if (seen.length === 0) faults.push(`${what}: no packet was seen`);
    if (wrong.length > 0)
      faults.push(`${what}: ${wrong.length} of ${seen.length} carry DSCP ${wrong[0]}, not ${dscp}`);
  };
  check('web client to server', traffic.webForward, expected.forward);
  check('web server to client', traffic.webReverse, expected.reverse);
  check('ping to server', traffic.pingForward, 0);
  check('ping to client', traffic.pingReverse, 0);
  return faults;
}
