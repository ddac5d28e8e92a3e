/** A small but complete plan, for tests. */
import type { NsPlan } from '../../plan/model.ts';

export interface SamplePlanInput {
  readonly nsInstanceId: string;
  readonly vnfPkgId: string;
  readonly hash?: string;
  readonly hostId?: string;
}

export function samplePlan({
  nsInstanceId,
  vnfPkgId,
  hash = 'a'.repeat(64),
  hostId = 'h1',
}: SamplePlanInput): NsPlan {
  const source = { file: 'Definitions/bump-firewall.yaml', line: 46, column: 13 };
  const port = { requirement: 'virtual_link_left', virtualLinkId: 'vl', mac: '02:00:00:00:00:01' };
  return {
    schemaVersion: 1,
    hash,
    nsInstanceId,
    nsdId: 'nsd',
    nsdInfoId: 'info',
    flavourId: 'default',
    generation: 1,
    vnfs: [
      {
        vnfInstanceId: `vnf-of-${nsInstanceId}`,
        vnfProfileId: 'firewall',
        vnfdId: 'f215db28-fe16-43fb-9c7a-6b8af1e92ec3',
        vnfPkgId,
        flavourId: 'default',
        productName: 'Bump Firewall',
        vnfcs: [
          {
            vnfcId: 'c1',
            generation: 1,
            vduId: 'VDU_FW',
            hostId,
            domainName: 'nw-firewall',
            virtType: 'kvm',
            cell: 0,
            vcpuCount: 1,
            vcpuPins: [3],
            sharedCpus: [],
            emulatorCpus: [0],
            memoryMiB: 256,
            pageSizeKiB: 2048,
            pageCount: 128,
            image: { vnfPkgId, artifactPath: 'i', name: 'i', sha256: 's', sizeBytes: 1, diskFormat: 'qcow2' },
            ports: [
              {
                ...port,
                kind: 'vhost-user',
                portId: 'p1',
                cpdId: 'FW_LEFT',
                bridge: 'br0',
                portName: 'vhu1',
                socketPath: '/s',
                queuePairs: 1,
                mtu: 1500,
              },
              {
                ...port,
                kind: 'sriov-vf',
                portId: 'p2',
                cpdId: 'FW_VF',
                pfName: 'ens1',
                vfIndex: 2,
                vfAddress: '0000:01:10.4',
                vlanId: 100,
              },
            ],
          },
        ],
      },
    ],
    saps: [
      {
        sapId: 's1',
        sapdId: 'sap_left',
        generation: 1,
        hostId,
        bridge: 'br0',
        interfaceName: 'tap0',
        virtualLinkId: 'vl',
      },
    ],
    virtualLinks: [
      { vlId: 'v1', virtualLinkId: 'vl', generation: 1, hostId, bridge: 'br0', tag: 7, sapPorts: ['tap0'] },
    ],
    paths: [
      {
        pathId: 'p1',
        vnffgId: 'g',
        nfpId: 'web',
        generation: 1,
        hostId,
        bridge: 'br0',
        vlTag: 7,
        forwardSpi: 10,
        reverseSpi: 11,
        ingressSapPort: 'tap0',
        egressSapPort: 'tap1',
        hops: [
          {
            positionId: '1',
            vnfProfileId: 'firewall',
            vnfcId: 'c1',
            ingressPort: 'vhu1',
            egressPort: 'vhu2',
            onFailure: 'block',
          },
        ],
        rules: [{ ruleId: 'r', etherType: 'ipv4', protocol: 'tcp', destinationPortRange: [80, 80] }],
      },
    ],
    claims: [
      {
        claimId: 'k',
        kind: 'vcpu-pinning',
        hostId,
        vnfcId: 'c1',
        subject: 'firewall.VDU_FW vCPU 0',
        packageName: 'bump-firewall',
        descriptor: source,
        statement: 'vCPU 0 runs on CPU 3 only',
        expected: { cpus: [3] },
      },
    ],
    placementReasons: ['blade7: fits'],
  };
}
