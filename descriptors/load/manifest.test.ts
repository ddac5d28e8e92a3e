import { describe, expect, it } from 'vitest';
import { collectFindings } from '../lint/findings.ts';
import { readManifest } from './manifest.ts';

function read(text: string) {
  const list = collectFindings();
  return { manifest: readManifest('p.mf', text, list.report), messages: list.findings.map((f) => f.message) };
}

const METADATA = `metadata:
  vnf_product_name: P
  vnf_provider_id: X
  vnf_package_version: 1.0
  vnf_release_data_time: 2026-01-01T00:00:00Z
`;

describe('readManifest', () => {
  it('reads entries of every spelling, and the misspelt key of 2.4.1', () => {
    const { manifest, messages } = read(
      `${METADATA}\r\nSource: a.yaml\r\nAlgorithm: SHA-256\r\nHash: AB12\r\n\nsource: b.txt\nalgorithm: sha-512\nhash: 00\n`,
    );
    expect(messages).toEqual([]);
    expect(manifest.kind).toBe('vnf');
    expect(manifest.entries.map((e) => [e.source, e.algorithm, e.hash, e.place.line])).toEqual([
      ['a.yaml', 'SHA-256', 'AB12', 7],
      ['b.txt', 'sha-512', '00', 11],
    ]);
  });

  it('keeps non-MANO artifact sets apart from hashed files and stops at the signature', () => {
    const { manifest } = read(
      `${METADATA}\nSource: a\nAlgorithm: SHA-256\nHash: 1\n\nnon_mano_artifact_sets:\n  onap_ves_events:\n    Source: Artifacts/e.yml\n-----BEGIN CMS-----\nMIIG: x\n-----END CMS-----\n`,
    );
    expect(manifest.entries).toHaveLength(1);
    expect(manifest.nonManoSources.map((s) => s.source)).toEqual(['Artifacts/e.yml']);
    expect(manifest.signed).toBe(true);
  });

  it('tells NSD and PNF manifests, and what they lack', () => {
    expect(read('metadata:\n  nsd_designer: X\n').messages).toEqual([
      'metadata key nsd_invariant_id is missing',
      'metadata key nsd_name is missing',
      'metadata key nsd_file_structure_version is missing',
      'metadata key nsd_release_date_time is missing',
    ]);
    expect(read('metadata:\n  pnfd_name: X\n').manifest.kind).toBe('pnf');
  });

  it('reports a hash without its algorithm, repeated keys and lines that are none', () => {
    expect(read(`${METADATA}  vnf_provider_id: Y\nSource: a\nHash: 1\nnonsense\n`).messages).toEqual(
      [
        'metadata key vnf_provider_id stands twice',
        '"a" has Hash without Algorithm',
        'not a "key: value" line: "nonsense"',
      ].sort((a, b) => (a.startsWith('not') ? -1 : b.startsWith('not') ? 1 : 0)),
    );
  });
});
