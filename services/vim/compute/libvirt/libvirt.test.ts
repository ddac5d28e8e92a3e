import { describe, expect, it } from 'vitest';
import { connectLibvirtUri } from './connection.ts';
import {
  defineDomain,
  destroyDomain,
  lookUpDomainName,
  readAllDomainXml,
  readDomainState,
  readDomainXml,
  startDomain,
  undefineDomain,
} from './domains.ts';
import { libraryFolders, loadLibvirt } from './library.ts';
import { readCapabilities, readVersions, unpackVersion } from './node.ts';

const missing = (() => {
  try {
    loadLibvirt();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
})();
if (missing !== '') console.log(`libvirt's tests on test:///default are skipped: ${missing}`);

const UUID = '5f4a8b1e-0d3c-4f55-9a57-1c7d3b9f0a01';
const XML = `<domain type='test'><name>nw-one</name><uuid>${UUID}</uuid><memory unit='MiB'>8</memory>
<os><type>hvm</type></os></domain>`;

describe('libraryFolders', () => {
  it('looks beside the library and in the twin of a split /usr', () => {
    expect(libraryFolders('/c/tree/usr/lib/x86_64-linux-gnu/libvirt.so.0')).toEqual([
      '/c/tree/usr/lib/x86_64-linux-gnu',
      '/c/tree/lib/x86_64-linux-gnu',
    ]);
    expect(libraryFolders('/opt/virt/libvirt.so.0')).toEqual(['/opt/virt']);
  });
});

describe('unpackVersion', () => {
  it('splits major, minor and release', () => expect(unpackVersion(7_002_022)).toBe('7.2.22'));
});

describe.skipIf(missing !== '')('libvirt over test:///default', () => {
  it('takes a domain through its whole life', async () => {
    const libvirt = connectLibvirtUri('test:///default');
    try {
      expect(await readDomainXml(libvirt, UUID)).toBeNull();
      await defineDomain(libvirt, XML, false);
      expect(await readDomainState(libvirt, UUID)).toBe('shutoff');
      expect(await lookUpDomainName(libvirt, 'nw-one')).toBe(UUID);
      await startDomain(libvirt, UUID, 5000);
      expect(await readDomainState(libvirt, UUID)).toBe('running');
      expect((await readAllDomainXml(libvirt)).filter((xml) => xml.includes(UUID))).toHaveLength(1);
      expect(await destroyDomain(libvirt, UUID)).toBe(true);
      expect(await destroyDomain(libvirt, UUID)).toBe(false);
      expect(await undefineDomain(libvirt, UUID)).toBe(true);
      expect(await undefineDomain(libvirt, UUID)).toBe(false);
      expect(await lookUpDomainName(libvirt, 'nw-one')).toBeNull();
      // The one domain the test driver comes with.
      const own = await lookUpDomainName(libvirt, 'test');
      await destroyDomain(libvirt, own ?? '');
      await undefineDomain(libvirt, own ?? '');
      expect(await readAllDomainXml(libvirt)).toEqual([]);
    } finally {
      await libvirt.close();
    }
  });

  it('keeps calls apart that are made at once, and reads versions and capabilities', async () => {
    const libvirt = connectLibvirtUri('test:///default');
    const answers = await Promise.all([
      readVersions(libvirt),
      readCapabilities(libvirt),
      defineDomain(libvirt, '<domain type="test"/>', false).catch((error: Error) => error),
      readDomainState(libvirt, UUID),
    ]);
    expect(answers[0].libvirtVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(answers[1]).toContain('<capabilities>');
    expect(answers[2]).toMatchObject({
      code: 'VIM_LIBVIRT_FAILED',
      message: expect.stringContaining('name'),
    });
    expect(answers[3]).toBeNull();
    await libvirt.close();
    await expect(readVersions(libvirt)).rejects.toThrow(/closed/);
  });

  it('says why it cannot connect', async () => {
    const libvirt = connectLibvirtUri('qemu+unix:///system?socket=/nonexistent');
    await expect(readVersions(libvirt)).rejects.toMatchObject({
      code: 'VIM_LIBVIRT_FAILED',
      message: expect.stringContaining("'/nonexistent'"),
    });
    await libvirt.close();
  });

  it('gives up on a call that does not return', async () => {
    const libvirt = connectLibvirtUri('test:///default');
    const late = libvirt.call('wait', () => new Promise((resolve) => setTimeout(resolve, 200)), 30);
    await expect(late).rejects.toMatchObject({ code: 'VIM_COMMAND_TIMEOUT', facts: { timeoutMs: 30 } });
    expect((await readVersions(libvirt)).libvirtVersion).not.toBe('');
    await libvirt.close();
  });
});
