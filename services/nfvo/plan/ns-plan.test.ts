// Imports beyond the stage: the sample descriptors of #test/fixtures.
import { describe, expect, it } from 'vitest';
import { NetwrightError } from '#kernel/errors.ts';
import { inspectedWeb, vary } from '#test/fixtures/inspected-web.ts';
import { dscpTrail } from './claims.ts';
import { nsDemand } from './demand.ts';
import { canonicalJson, planHash } from './hash.ts';
import type { NsPlanInput } from './input.ts';
import { ledgerItems } from './ledger-items.ts';
import type { NsPlan } from './model.ts';
import { buildNsPlan } from './ns-plan.ts';
import { lintPlan } from './plan-lint.ts';
import type { NsToPlan } from './resolve-ns.ts';
import { planSteps, terminateSteps } from './steps.ts';

const chosen = { hostId: 'lab1', siblingCpus: [], sharedCpus: [], pageCount: 128 };
const host = {
  virtType: 'kvm',
  bridge: 'br-nfv',
  pmdCpus: [3, 7],
  virtualLinkTags: [9],
  servicePathIds: [21, 22],
} as const;

const inputOf = (ns: NsToPlan = inspectedWeb, rest: Partial<NsPlanInput> = {}): NsPlanInput => ({
  ...ns,
  nsInstanceId: '6f1c2a54-3d1e-4a63-9c55-0b6b8f0f9a11',
  nsdInfoId: 'nsd-info',
  nsdPackageName: 'inspected-web',
  generation: 1,
  placement: {
    vnfcs: [
      { ...chosen, key: 'firewall/VDU_FW/0', cell: 0, vcpuPins: [1], emulatorCpus: [0], vfs: [] },
      {
        ...chosen,
        key: 'monitor/VDU_MON/0',
        cell: 1,
        vcpuPins: [5],
        emulatorCpus: [4],
        vfs: [{ key: 'cp_mgmt', pfName: 'ens2', vfIndex: 0, vfAddress: '0000:81:10.0' }],
      },
    ],
    reasons: ['firewall.VDU_FW: host lab1, cell 0'],
  },
  hosts: new Map([['lab1', host]]),
  usedMacs: new Set(),
  ...rest,
});

const plan = buildNsPlan(inputOf());

function refusal(work: () => unknown): NetwrightError {
  try {
    work();
  } catch (error) {
    if (error instanceof NetwrightError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('demand', () => {
  it('says what each VNFC needs, and ties the path to the host of its SAPs', () => {
    const { placement, numbers } = nsDemand(inspectedWeb);
    expect(placement.vnfcs[1]).toEqual({
      key: 'monitor/VDU_MON/0',
      label: 'monitor.VDU_MON',
      vcpuCount: 1,
      dedicated: true,
      memoryMiB: 256,
      pageSizeKiB: 2048,
      strictNuma: true,
      vfs: [{ key: 'cp_mgmt', physicalNetwork: 'physnet-mgmt', numaLocal: true }],
      vhostUserPorts: 2,
    });
    expect(placement.sameHost[0]?.keys).toEqual(['firewall/VDU_FW/0', 'monitor/VDU_MON/0']);
    expect(placement.fixedHosts[0]).toMatchObject({ hostId: 'lab1', keys: placement.sameHost[0]?.keys });
    expect(numbers).toEqual([{ hostId: 'lab1', virtualLinkTags: 1, servicePathIds: 2 }]);
  });
});

describe('the plan', () => {
  it('names every port so that host, switch and path agree', () => {
    const [fw, mon] = plan.vnfs.map((vnf) => vnf.vnfcs[0]);
    expect(fw?.domainName).toMatch(/^nw-firewall-vdu-fw-[0-9a-f]{8}$/);
    const ports = [fw, mon].flatMap((vnfc) => vnfc?.ports ?? []);
    for (const port of ports) expect(port.mac).toMatch(/^02(:[0-9a-f]{2}){5}$/);
    const left = ports[0];
    if (left?.kind !== 'vhost-user') throw new Error('the firewall has vhost-user ports');
    expect(left.portName).toBe(`vhu${left.portId.replaceAll('-', '').slice(0, 11)}`);
    expect(left.socketPath).toBe(`/run/netwright/vhu/${left.portName}.sock`);
    expect(ports[4]).toMatchObject({
      kind: 'sriov-vf',
      vfAddress: '0000:81:10.0',
      vlanId: 113,
      pfName: 'ens2',
    });
    expect(plan.paths[0]).toMatchObject({
      vlTag: 9,
      forwardSpi: 21,
      reverseSpi: 22,
      ingressSapPort: 'sap-client',
      egressSapPort: 'sap-server',
      hops: [
        { vnfProfileId: 'firewall', ingressPort: left.portName, onFailure: 'block' },
        { vnfProfileId: 'monitor', vnfcId: mon?.vnfcId },
      ],
      rules: [{ ruleId: 'rule_http', etherType: 'ipv4', protocol: 'tcp', destinationPortRange: [80, 80] }],
    });
    expect(plan.virtualLinks).toMatchObject([{ tag: 9, sapPorts: ['sap-client', 'sap-server'] }]);
  });

  it('is the same for the same input, and another for another generation', () => {
    expect(buildNsPlan(inputOf())).toEqual(plan);
    const next = buildNsPlan(inputOf(inspectedWeb, { generation: 2 }));
    expect(next.hash).not.toBe(plan.hash);
    expect(next.vnfs[0]?.vnfcs[0]?.vnfcId).not.toBe(plan.vnfs[0]?.vnfcs[0]?.vnfcId);
    expect(next.vnfs[0]?.vnfInstanceId).toBe(plan.vnfs[0]?.vnfInstanceId);
  });

  it('has a hash over all that binds, whatever the order of keys', () => {
    const { hash, ...rest } = plan;
    expect(planHash(rest)).toBe(hash);
    expect(planHash(JSON.parse(JSON.stringify(rest)))).toBe(hash);
    expect(planHash({ ...rest, placementReasons: [] })).toBe(hash);
    expect(planHash({ ...rest, flavourId: 'other' })).not.toBe(hash);
    expect(canonicalJson({ b: [1, undefined], a: undefined, c: { y: 'é', x: null } })).toBe(
      '{"b":[1,null],"c":{"x":null,"y":"é"}}',
    );
  });

  it('avoids MACs that live already', () => {
    const mac = plan.vnfs[0]?.vnfcs[0]?.ports[0]?.mac ?? '';
    const other = buildNsPlan(inputOf(inspectedWeb, { usedMacs: new Set([mac]) }));
    expect(other.vnfs[0]?.vnfcs[0]?.ports[0]?.mac).not.toBe(mac);
  });

  it('claims each promise on the line it stands on', () => {
    const of = (kind: string) => plan.claims.filter((claim) => claim.kind === kind);
    expect(of('vcpu-pinning')[0]).toMatchObject({
      subject: 'firewall.VDU_FW',
      packageName: 'bump-firewall',
      descriptor: { file: 'Definitions/firewall.yaml', line: 42 },
      expected: { pins: [1] },
    });
    expect(of('vf-vlan')).toMatchObject([
      {
        subject: 'monitor.VDU_MON cp_mgmt',
        packageName: 'inspected-web',
        descriptor: { line: 49 },
        expected: { pfName: 'ens2', vfIndex: 0, vlanId: 113 },
      },
    ]);
    expect(of('vf-numa-local')).toMatchObject([{ descriptor: { line: 95 }, expected: { cell: 1 } }]);
    // Marks 1 then 2 are base-4 digits: 12 in base 4 is 6, the way back 21 in base 4 is 9.
    expect(of('path-order')).toMatchObject([{ expected: { forwardDscp: 6, reverseDscp: 9 } }]);
    expect(of('vhost-user-port')).toHaveLength(4);
    expect(dscpTrail(46, [1, 2, 3])).toBe(27);
  });

  it('claims nothing the descriptors do not ask for', () => {
    const modest = vary((copy) => {
      const vdu = copy.vnfsByVnfdId.get('vnfd-firewall')?.vnfd.vdus[0];
      if (vdu === undefined) return;
      delete vdu.virtualCpu.virtualCpuPinningPolicy;
      delete vdu.virtualMemory.memoryPageSizeKiB;
      delete vdu.dscpTrailDigit;
      vdu.virtualMemory.numaEnabled = false;
    });
    const input = inputOf(modest);
    const vnfcs = input.placement.vnfcs.map((v, i) =>
      i === 0 ? { ...v, vcpuPins: null, sharedCpus: [1], pageCount: 0 } : v,
    );
    const { claims, vnfs } = buildNsPlan({ ...input, placement: { vnfcs, reasons: [] } });
    const kinds = claims.filter((c) => c.vnfcId === vnfs[0]?.vnfcs[0]?.vnfcId).map((c) => c.kind);
    expect(kinds).toEqual([
      'image-checksum',
      'vcpu-count',
      'memory-size',
      'vhost-user-port',
      'vhost-user-port',
    ]);
    expect(claims.map((c) => c.kind)).not.toContain('path-order');
  });

  it('lists the steps before anything starts, and their reverse', () => {
    const names = (steps: { stepId: string }[]) => steps.map((step) => step.stepId.split(':')[0]);
    expect(names(planSteps(plan))).toEqual([
      ...['reserve', 'checkHost', 'createVnfc', 'createVnfc', 'createSap', 'createSap'],
      ...['createVirtualLink', 'createPath', 'prove'],
    ]);
    expect(names(terminateSteps(plan))).toEqual([
      ...['releasePath', 'releaseVirtualLink', 'releaseSap', 'releaseSap'],
      ...['releaseVnfc', 'releaseVnfc', 'release'],
    ]);
    const steps = planSteps(plan);
    expect(new Set(steps.map((step) => step.stepId)).size).toBe(steps.length);
  });

  it('books everything countable', () => {
    const items = ledgerItems(plan);
    const keys = (kind: string) => items.filter((item) => item.kind === kind).map((item) => item.key);
    expect(keys('cpu')).toEqual(['1', '5']);
    expect(keys('vf')).toEqual(['0000:81:10.0']);
    expect(keys('spi')).toEqual(['21', '22']);
    expect(keys('sap-interface')).toEqual(['sap-client', 'sap-server']);
    expect(keys('mac')).toHaveLength(5);
    expect(keys('socket')).toHaveLength(4);
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'huge-pages', key: '1/2048', amount: 128, hostId: 'lab1' }),
    );
  });
});

describe('lint of a plan', () => {
  const hosts = new Map([['lab1', host]]);
  const broken = (change: (copy: NsPlan) => unknown) => {
    const copy = structuredClone(plan);
    change(copy);
    return lintPlan(copy, hosts).join('; ');
  };

  it('finds nothing in a sound plan', () => {
    expect(lintPlan(plan, hosts)).toEqual([]);
  });

  it.each([
    [{ vcpuPins: [5] }, /CPU 5 is given to nw-firewall.* and nw-monitor/],
    [{ vcpuPins: [3] }, /CPU 3 belongs to a PMD/],
    [{ vcpuPins: [0] }, /emulator threads run on its CPU 0/],
    [{ vcpuPins: [1, 2] }, /1 vCPUs, but another number of CPUs/],
    [{ pageCount: 127 }, /127 pages do not hold 256 MiB/],
    [{ ports: [] }, /hop pos_firewall has no port vhu/],
    [{ hostId: 'lab2' }, /hop pos_firewall is not on its host/],
  ])('finds a VNFC with %o', (change, text) => {
    expect(broken((copy) => Object.assign(copy.vnfs[0]?.vnfcs[0] ?? {}, change))).toMatch(text);
  });

  it.each([
    [{ forwardSpi: 22 }, /SPI lab1\/22 occurs twice/],
    [{ forwardSpi: 0 }, /SPI 0 is out of range/],
    [{ vlTag: 8 }, /SAP port sap-client is not on virtual link tag 8/],
    [{ hops: [] }, /it has no hop or no rule/],
  ])('finds a path with %o', (change, text) => {
    expect(broken((copy) => Object.assign(copy.paths[0] ?? {}, change))).toMatch(text);
  });
});

describe('requests that cannot be planned', () => {
  const code = (change: Parameters<typeof vary>[0]) => {
    const { code: name, message, source } = refusal(() => nsDemand(vary(change)));
    return [name, message, source?.line];
  };

  it('names the VNF that is not onboarded', () => {
    expect(code((copy) => copy.vnfsByVnfdId.delete('vnfd-monitor'))).toEqual([
      'NFVO_VNFD_NOT_ONBOARDED',
      'Not onboarded: monitor (VNFD vnfd-monitor).',
      100,
    ]);
  });

  it('names SAPs that are not attached, and attachments that contradict', () => {
    expect(code((copy) => copy.sapAttachments.delete('sap_server'))).toEqual([
      'NFVO_SAP_NOT_ATTACHED',
      'No host interface is given for sap_server.',
      62,
    ]);
    const attach = (hostId: string, interfaceName: string) =>
      code((copy) => copy.sapAttachments.set('sap_server', { hostId, interfaceName }));
    expect(attach('lab1', 'sap-client')[0]).toBe('NFVO_SAP_CONFLICT');
    expect(attach('lab2', 'eth7')).toEqual([
      'NFVO_SAP_CONFLICT',
      'sap_client and sap_server are on one virtual link but on two hosts.',
      62,
    ]);
  });

  it('refuses connection points that lead nowhere, and VLANs that are none', () => {
    expect(code((copy) => copy.vnfsByVnfdId.get('vnfd-firewall')?.vnfd.extCpds.pop())[1]).toMatch(
      /firewall.VDU_FW, connection point cp_right: no requirement/,
    );
    expect(code((copy) => copy.nsd.vnfProfiles[1]?.virtualLinkConnectivity.pop())[1]).toMatch(
      /leaves requirement virtual_link_mgmt open/,
    );
    expect(code((copy) => Object.assign(copy.nsd.virtualLinks[1] ?? {}, { segmentationId: 5000 }))).toEqual([
      'NFVO_VIRTUAL_LINK_UNSUITABLE',
      'monitor.VDU_MON, connection point cp_mgmt: 5000 of vl_mgmt is no VLAN id.',
      49,
    ]);
  });

  const nfp = (copy: Parameters<Parameters<typeof vary>[0]>[0]) => {
    const found = copy.nsd.vnffgs[0]?.nfps[0];
    if (found === undefined) throw new Error('the sample has a path');
    return found;
  };

  it.each([
    ['SFC_PATH_SHAPE', /start and end at one SAP/, (c: never) => nfp(c).positions.pop()],
    ['SFC_PATH_SHAPE', /no VNF between/, (c: never) => nfp(c).positions.splice(1, 2)],
    [
      'SFC_HOP_UNSUITABLE',
      /used twice in this path/,
      (c: never) => nfp(c).positions.splice(1, 1, structuredClone(nfp(c).positions[2]) as never),
    ],
    [
      'SFC_HOP_UNSUITABLE',
      /direction is lost/,
      (c: never) => {
        const element = nfp(c).positions[1]?.elements[0];
        if (element !== undefined) element.egress = element.ingress;
      },
    ],
    [
      'SFC_HOP_UNSUITABLE',
      /SR-IOV port/,
      (c: never) => {
        const element = nfp(c).positions[2]?.elements[0];
        if (element?.egress.kind === 'vnf') element.egress.requirement = 'virtual_link_mgmt';
      },
    ],
    [
      'SFC_HOP_UNSUITABLE',
      /balanced hops/,
      (c: never) => {
        const elements = nfp(c).positions[1]?.elements;
        if (elements?.[0] !== undefined) elements.push(elements[0]);
      },
    ],
    ['SFC_RULE_UNSUITABLE', /no rule/, (c: never) => nfp(c).rules.pop()],
    [
      'SFC_RULE_UNSUITABLE',
      /MAC addresses/,
      (c: never) => Object.assign(nfp(c).rules[0] ?? {}, { etherSourceAddress: '02:00:00:00:00:01' }),
    ],
    [
      'SFC_RULE_UNSUITABLE',
      /mixes IPv4 and IPv6/,
      (c: never) => Object.assign(nfp(c).rules[0] ?? {}, { sourceIpAddressPrefix: 'fd00::/8' }),
    ],
    [
      'SFC_RULE_UNSUITABLE',
      /needs protocol tcp, udp or sctp, not icmp/,
      (c: never) => Object.assign(nfp(c).rules[0] ?? {}, { protocol: 'icmp' }),
    ],
    [
      'SFC_RULE_UNSUITABLE',
      /90-80 is no range/,
      (c: never) => Object.assign(nfp(c).rules[0] ?? {}, { destinationPortRange: [90, 80] }),
    ],
  ] as const)('refuses a path: %s %o', (name, text, change) => {
    const [actual, message, line] = code(change as Parameters<typeof vary>[0]);
    expect(actual).toBe(name);
    expect(message).toMatch(text);
    expect(line).toBeGreaterThan(100);
  });

  it('makes one rule per IP family where none is given', () => {
    const open = vary((copy) => {
      nfp(copy).rules = [{ ruleId: 'any', protocol: 'tcp', source: nfp(copy).source }];
    });
    const { paths } = buildNsPlan(inputOf(open));
    expect(paths[0]?.rules.map((rule) => [rule.ruleId, rule.etherType])).toEqual([
      ['any#ipv4', 'ipv4'],
      ['any#ipv6', 'ipv6'],
    ]);
  });

  it('says when the host has run out of numbers', () => {
    const hosts = new Map([['lab1', { ...host, servicePathIds: [1] }]]);
    expect(refusal(() => buildNsPlan(inputOf(inspectedWeb, { hosts }))).code).toBe('NFVO_NUMBERS_MISSING');
  });
});
