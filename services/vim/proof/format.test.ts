import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { formatProof } from './format.ts';
import type { ClaimResult, ProofReport } from './model.ts';
import { compact, textTable, wrap } from './text-table.ts';

const result = (over: Partial<ClaimResult>): ClaimResult => ({
  claimId: 'c1',
  kind: 'vf-vlan',
  subject: 'monitor.VDU_MON',
  packageName: 'monitor',
  descriptor: { file: 'Definitions/monitor.yaml', line: 88, column: 13 },
  statement: 'VLAN <113> & nothing else',
  expected: { vlanId: 113 },
  observed: { vlanIds: [113] },
  readFrom: 'ip link show ens2 vf 0',
  verdict: 'holds',
  reason: '',
  ...over,
});

const report = (...results: ClaimResult[]): ProofReport => ({
  nsInstanceId: 'ns-1',
  planHash: 'abcdef0123456789',
  provedAt: '2026-11-21T04:00:00.000Z',
  durationMs: 1234,
  verdict: results.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'broken',
  results,
});

const failing = report(
  result({}),
  result({ verdict: 'broken', observed: { vlanIds: [200] }, reason: 'VLAN 200, not "113"' }),
  result({ verdict: 'unreadable', observed: null, readFrom: '', reason: 'no such device\u0007' }),
);

describe('formatProof', () => {
  it('prints a table and says that all is proven', () => {
    const text = formatProof(report(result({})), 'text');
    expect(text).toContain('holds    monitor.VDU_MON');
    expect(text).toContain('monitor:Definitions/monitor.yaml:88:13');
    expect(text).toMatch(/PROVEN: all 1 claims hold \(read in 1\.2 s\)$/);
  });

  it('prints each failing claim in full', () => {
    const text = formatProof(failing, 'text');
    expect(text).toContain('descriptor  monitor:Definitions/monitor.yaml:88:13');
    expect(text).toContain('expected    {"vlanId":113}');
    expect(text).toContain('observed    {"vlanIds":[200]}');
    expect(text).toContain('NOT PROVEN: 2 of 3 claims do not hold');
  });

  it('gives the report itself as JSON', () => {
    expect(JSON.parse(formatProof(failing, 'json'))).toEqual(failing);
  });

  it('gives valid JUnit: broken as failure, unreadable as error', () => {
    const xml = formatProof(failing, 'junit');
    expect(XMLValidator.validate(xml)).toBe(true);
    const suite = new XMLParser({ ignoreAttributes: false }).parse(xml).testsuites.testsuite;
    expect(suite).toMatchObject({ '@_tests': '3', '@_failures': '1', '@_errors': '1', '@_time': '1.234' });
    expect(suite.testcase[0]).toMatchObject({
      '@_name': 'monitor.VDU_MON: VLAN <113> & nothing else',
      '@_line': '88',
    });
    expect(suite.testcase[1].failure['@_message']).toBe('VLAN 200, not "113"');
    expect(suite.testcase[2].error['#text']).toContain('no such device\uFFFD');
  });
});

describe('text table', () => {
  it('wraps long cells and cuts nothing off', () => {
    const table = textTable(
      [
        { title: 'A', maxWidth: 10 },
        { title: 'B', maxWidth: 5 },
      ],
      [['one two three', 'x']],
    );
    expect(table).toBe('A        B\n-------  -\none two  x\nthree');
  });

  it('breaks where nothing else is possible', () => {
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('/sys/devices/node0', 12)).toEqual(['/sys/devices', '/node0']);
  });

  it('shortens values', () => {
    expect(compact({ pins: [1, 2], vlanId: null, pages: [{ cell: 1 }] })).toBe(
      'pins=1,2, vlanId=none, pages={cell=1}',
    );
  });
});
