/**
 * One VNFC on the real lab host, without orchestration: up, up again, resumed after a cut, refused, down, and the
 * host as it was. Needs NETWRIGHT_LAB_URL (ssh://…), NETWRIGHT_LAB_KEY (a file) and NETWRIGHT_LAB_IMAGE (a qcow2
 * whose guest has virtio-net and igbvf drivers).
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnderDeadline } from '#vim/compute/domain-start.ts';
import { renderDomain } from '#vim/compute/domain-xml.ts';
import { withHostLibvirt } from '#vim/compute/libvirt/connection.ts';
import { defineDomain, destroyDomain, readDomainState } from '#vim/compute/libvirt/domains.ts';
import { createVnfc, listOwnedDomains, readVnfc, releaseVnfc } from '#vim/compute/vnfc.ts';
import { prepareHost } from '#vim/host/prepare.ts';
import { snapshotHost } from '#vim/host/snapshot.ts';
import { compareSnapshots } from '#vim/host/snapshot-compare.ts';
import { connectSsh, type SshHostConnection } from '#vim/host/ssh-connection.ts';
import { discoverHost } from '#vim/inventory/discover.ts';
import type { HostInventory, OperationContext, VhostUserPortSpec, VnfcSpec } from '#vim/model.ts';
import { createBridge, releaseBridge } from '#vim/network/bridge.ts';

const { NETWRIGHT_LAB_URL: url, NETWRIGHT_LAB_KEY: keyPath, NETWRIGHT_LAB_IMAGE: imagePath } = process.env;
const given = url !== undefined && keyPath !== undefined && imagePath !== undefined;
if (!given) {
  console.log(
    'the VNFC test is skipped: it needs NETWRIGHT_LAB_URL, NETWRIGHT_LAB_KEY and NETWRIGHT_LAB_IMAGE',
  );
}

const BRIDGE = 'd-vnfc';
const quietly = (): OperationContext => ({ signal: AbortSignal.timeout(280_000), progress: () => {} });

function vhostUserPort(number: number, mtu = 1500): VhostUserPortSpec {
  const portName = `vhud0000000${number}`;
  return {
    kind: 'vhost-user',
    portId: randomUUID(),
    mac: `52:54:00:0d:00:0${number}`,
    bridge: BRIDGE,
    portName,
    socketPath: `/run/netwright/vhu/${portName}`,
    queuePairs: 1,
    mtu,
  };
}

/** On the last cell that has pages and a NIC with VFs: two vhost-user ports and that NIC's last VF. */
function plan(inventory: HostInventory, image: string): VnfcSpec {
  const pf = inventory.pfs.findLast(
    ({ cell, vfs }) =>
      vfs.length > 0 &&
      inventory.cells.some(
        (c) => c.id === cell && c.hugePages.some((p) => p.sizeKiB === 2048 && p.free >= 128),
      ),
  );
  const vf = pf?.vfs.at(-1);
  const cell = inventory.cells.find(({ id }) => id === pf?.cell);
  if (pf === undefined || vf === undefined || cell === undefined)
    throw new Error('no cell with pages and VFs');
  const taken = new Set([...inventory.housekeepingCpus, ...inventory.ovs.pmdCpus]);
  const bytes = readFileSync(image);
  return {
    vnfcId: randomUUID(),
    generation: 2,
    domainName: 'd-vnfc',
    virtType: inventory.virtType,
    cell: cell.id,
    vcpuCount: 1,
    vcpuPins: cell.cpus
      .map(({ id }) => id)
      .filter((id) => !taken.has(id))
      .slice(0, 1),
    sharedCpus: [],
    emulatorCpus: cell.cpus.map(({ id }) => id).filter((id) => inventory.housekeepingCpus.includes(id)),
    memoryMiB: 256,
    pageSizeKiB: 2048,
    image: {
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: bytes.length,
      diskFormat: 'qcow2',
    },
    ports: [
      vhostUserPort(1),
      vhostUserPort(2, 2000),
      {
        kind: 'sriov-vf',
        portId: randomUUID(),
        mac: '52:54:00:0d:00:03',
        pfName: pf.name,
        vfIndex: vf.index,
        vfAddress: vf.address,
        vlanId: 113,
      },
    ],
  };
}

describe.skipIf(!given)('a VNFC on the lab host', () => {
  let host: SshHostConnection;
  let spec: VnfcSpec;
  let before: Awaited<ReturnType<typeof snapshotHost>>;
  const source = { imagePath: imagePath ?? '' };

  beforeAll(async () => {
    host = await connectSsh({ hostId: 'lab', url: url ?? '', privateKey: readFileSync(keyPath ?? '') });
    await prepareHost(host);
    await createBridge(host, { name: BRIDGE });
    spec = plan(await discoverHost(host), source.imagePath);
    before = await snapshotHost(host);
  });

  afterAll(async () => {
    if (spec !== undefined) await releaseVnfc(host, spec, quietly());
    await releaseBridge(host, { name: BRIDGE });
    await host?.close();
  });

  it('comes up with its ports connected and its VF set, and stays as it is when created again', async () => {
    const progress: string[] = [];
    const facts = await createVnfc(host, spec, source, { ...quietly(), progress: (m) => progress.push(m) });
    expect(facts).toMatchObject({ domainState: 'running', pid: expect.any(Number) });
    expect(progress).toContain(`starting ${spec.domainName}`);
    expect((await createVnfc(host, spec, source, quietly())).pid).toBe(facts.pid);
    const status = `/proc/${facts.pid}/task`;
    const threads = await host.script('# affinities\ngrep -H Cpus_allowed_list "$1"/*/status', [status]);
    expect(threads.stdout).toContain(`Cpus_allowed_list:\t${spec.vcpuPins?.[0]}`);
    expect(await host.readTextFile(`/proc/${facts.pid}/cmdline`)).toContain('"host_mtu":2000');
    const link = await host.exec([
      'ip',
      'link',
      'show',
      String(spec.ports[2]?.kind === 'sriov-vf' && spec.ports[2].pfName),
    ]);
    expect(link.stdout).toMatch(/52:54:00:0d:00:03.*vlan 113/);
    expect(await listOwnedDomains(host)).toContainEqual({
      vnfcId: spec.vnfcId,
      domainName: spec.domainName,
      allocationId: spec.vnfcId,
      generation: 2,
      specHash: renderDomain(spec).specHash,
    });
  });

  it('refuses a command of an older generation and a foreign domain of its name', async () => {
    const old = { ...spec, generation: 1 };
    await expect(createVnfc(host, old, source, quietly())).rejects.toMatchObject({
      code: 'VIM_STALE_GENERATION',
    });
    await expect(releaseVnfc(host, old, quietly())).rejects.toMatchObject({ code: 'VIM_STALE_GENERATION' });
    const other = { ...spec, vnfcId: randomUUID() };
    await expect(createVnfc(host, other, source, quietly())).rejects.toMatchObject({
      code: 'VIM_DOMAIN_FOREIGN',
    });
    expect((await readVnfc(host, spec.vnfcId)).domainState).toBe('running');
  });

  it('is finished after it was cut off between definition and start', async () => {
    await withHostLibvirt(host, (libvirt) => destroyDomain(libvirt, spec.vnfcId));
    expect((await readVnfc(host, spec.vnfcId)).domainState).toBe('shutoff');
    expect((await createVnfc(host, spec, source, quietly())).domainState).toBe('running');
  });

  it('gives up on a start whose port nobody serves, and leaves no process', async () => {
    const lonely: VnfcSpec = {
      ...spec,
      vnfcId: randomUUID(),
      domainName: 'd-lonely',
      ports: [vhostUserPort(9)],
    };
    // Without a disk nothing has to be staged for it.
    const xml = renderDomain(lonely)
      .xml.replace(/<disk[\s\S]*?<\/disk>/, '')
      .replace(/<serial[\s\S]*?<\/serial>/, '');
    await withHostLibvirt(host, (libvirt) => defineDomain(libvirt, xml));
    const started = startUnderDeadline(host, { ...lonely, pageSizeKiB: null }, quietly(), 15_000);
    await expect(started).rejects.toMatchObject({ code: 'VIM_DOMAIN_START_TIMEOUT' });
    expect(await readVnfc(host, lonely.vnfcId)).toMatchObject({ domainState: 'absent', pid: null });
    await host.exec(['rm', '-f', '/run/netwright/vhu/vhud00000009']);
  });

  it('is gone without a trace once released, also when released twice', async () => {
    await releaseVnfc(host, spec, quietly());
    await releaseVnfc(host, spec, quietly());
    expect(await withHostLibvirt(host, (libvirt) => readDomainState(libvirt, spec.vnfcId))).toBeNull();
    expect(compareSnapshots(before, await snapshotHost(host)).map(({ sentence }) => sentence)).toEqual([]);
  });
});
