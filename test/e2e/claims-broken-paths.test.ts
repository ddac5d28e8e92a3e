/** Every promise about a path, broken behind Netwright's back on a real switch with simulated devices, and mended. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPath, releasePath } from '#vim/dataplane/path.ts';
import { createVirtualLink, releaseVirtualLink } from '#vim/dataplane/virtual-link.ts';
import type { ClaimKind } from '#vim/proof/expected.ts';
import type { ClaimInput } from '#vim/proof/model.ts';
import { proveClaims } from '#vim/proof/prove.ts';
import { type Chain, startChain } from '../dataplane/chain.ts';
import { missingForSwitch } from '../dataplane/dummy-switch.ts';
import { breakClaim } from './claims-broken.ts';

const missing = missingForSwitch();
if (missing !== null) console.warn(`broken path claims are not tested: ${missing}`);

const expectations = {
  'path-flows': {},
  'path-trace': {},
  'path-packets': { count: 5 },
  'path-order': { forwardDscp: 6, reverseDscp: 9 },
  'unmatched-direct': {},
};
type PathKind = keyof typeof expectations & ClaimKind;
const kinds = Object.keys(expectations) as PathKind[];

describe.skipIf(missing !== null)('claims of a path', () => {
  let chain: Chain;

  beforeAll(async () => {
    chain = await startChain();
    await createVirtualLink(chain.ovs.host, chain.link);
    await createPath(chain.ovs.host, chain.path);
  }, 30_000);
  afterAll(async () => {
    if (chain === undefined) return;
    await releasePath(chain.ovs.host, chain.path);
    await releaseVirtualLink(chain.ovs.host, chain.link);
    await chain[Symbol.asyncDispose]();
  });

  const prove = async () => {
    const claims = kinds.map(
      (kind, i): ClaimInput => ({
        claimId: kind,
        kind,
        pathId: chain.path.pathId,
        subject: 'path web',
        packageName: 'inspected-web',
        descriptor: { file: 'Definitions/inspected-web.yaml', line: 60 + i, column: 9 },
        statement: kind,
        expected: expectations[kind],
      }),
    );
    const results = await proveClaims(
      chain.ovs.host,
      { claims, vnfcs: [], paths: [chain.path], virtualLinks: [chain.link], readyTimeoutMs: 500 },
      { signal: AbortSignal.timeout(60_000), progress: () => {} },
    );
    return new Map(results.map((result) => [result.kind, result]));
  };
  const failing = (results: Awaited<ReturnType<typeof prove>>) =>
    [...results.values()]
      .filter(({ verdict }) => verdict !== 'holds')
      .map(({ kind, reason }) => `${kind}: ${reason}`);

  it('hold on an untouched switch', { timeout: 30_000 }, async () => {
    expect(failing(await prove())).toEqual([]);
  });

  const reasons: Readonly<Record<PathKind, RegExp>> = {
    'path-flows': /^missing: table=30,/,
    'path-trace':
      /^forward: the switch goes sap-a -> sap-b, not sap-a -> fw-in -> fw-out -> mon-in -> mon-out -> sap-b$/,
    'path-packets': /^forward: 0 of 5 packets arrived$/,
    'path-order': /forward: packets arrived with DSCP 9 \(marks 2,1\), not 6 \(marks 1,2\)/,
    'unmatched-direct': /unmatched packets arrived with DSCP 6 \(marks 1,2\)/,
  };

  it.each(kinds)(
    '%s: broken on the switch, named by the proof, mended',
    { timeout: 60_000 },
    async (kind) => {
      const broken = await breakClaim(chain.ovs.host, kind, { path: chain.path });
      const result = (await prove()).get(kind);
      expect(result).toMatchObject({ verdict: 'broken', descriptor: { line: 60 + kinds.indexOf(kind) } });
      expect(result?.reason).toMatch(reasons[kind]);
      await broken.restore();
      expect(failing(await prove())).toEqual([]);
    },
  );
});
