/**
 * The trail a sample VNF leaves: every IPv4 packet it forwards gets the VNF's digit appended to a base-4 number
 * in the DSCP. After two VNFs, 6 (= 1*4 + 2) says "1 then 2" and 9 (= 2*4 + 1) "2 then 1", so the value at the
 * end of a path proves which VNFs a packet passed and in which order.
 */

/** DSCP of a packet that came with `dscp` (0..63) after the VNF with `digit` (1..3); the oldest digit falls off. */
export function appendToTrail(dscp: number, digit: number): number {
  return (dscp * 4 + digit) % 64;
}

/**
 * The nftables rules of one VNF. The forward hook of the bridge family sees a packet once per bridge, so it is
 * rewritten once; nft mends the IPv4 checksum. nft 1.0.6 cannot compute the new value, and only the low four
 * bits of the old one survive, so sixteen chains do.
 */
export function dscpTrailRules(digit: number): string {
  if (!Number.isInteger(digit) || digit < 1 || digit > 3) throw new RangeError(`digit ${digit} is not 1..3`);
  const targets = new Map<number, number[]>();
  for (let dscp = 0; dscp < 64; dscp++) {
    const target = appendToTrail(dscp, digit);
    targets.set(target, [...(targets.get(target) ?? []), dscp]);
  }
  const chains = [...targets.keys()].map((t) => `  chain to_${t} {\n    ip dscp set ${t}\n  }`);
  const verdicts = [...targets].flatMap(([t, from]) => from.map((dscp) => `${dscp} : goto to_${t}`));
  return [
    `# Appends ${digit} to the DSCP trail: dscp' = (dscp * 4 + ${digit}) mod 64. Generated.`,
    'table bridge vnf_trail {',
    ...chains,
    '  chain forward {',
    '    type filter hook forward priority 10; policy accept;',
    `    ip dscp vmap { ${verdicts.join(', ')} }`,
    '  }',
    '}',
    '',
  ].join('\n');
}
