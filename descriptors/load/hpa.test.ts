import { describe, expect, it } from 'vitest';
import { collectFindings } from '../lint/findings.ts';
import { get, mapOf } from '../schema/node.ts';
import { CPU_KEYS, MEMORY_KEYS, readHpa } from './hpa.ts';
import { readYaml } from './yaml.ts';

function read(value: string, vocabulary = CPU_KEYS, key = 'logicalCpuPinningPolicy') {
  const list = collectFindings();
  const root = readYaml('f.yaml', `m:\n  ${key}: ${value}\n`, list.report);
  const demand = readHpa(mapOf(get(root, 'm')), vocabulary, list.report).get(key);
  return { demand, codes: list.findings.map((f) => f.rule.code) };
}

describe('readHpa', () => {
  it('reads JSON inside a YAML string, whose booleans are strings', () => {
    const json = `'{"schemaVersion":"0","hardwarePlatform":"generic","mandatory":"true","configurationValue":"dedicated"}'`;
    expect(read(json).demand).toMatchObject({
      value: 'dedicated',
      mandatory: true,
      source: { line: 2, column: 3 },
    });
  });

  it('reads plain values', () => {
    expect(read('shared').demand).toMatchObject({ value: 'shared', mandatory: false });
    expect(read('2 MB', MEMORY_KEYS, 'memoryPageSize').demand?.value).toBe('2 MB');
  });

  it.each([
    ['a value the key does not have', 'sometimes', 'NFV-D045'],
    ['JSON that is cut off', `'{"configurationValue":"dedicated"'`, 'NFV-D045'],
    ['JSON without a configurationValue', `'{"value":"dedicated"}'`, 'NFV-D045'],
  ])('reports %s', (_what, value, code) => {
    expect(read(value)).toEqual({ demand: undefined, codes: [code] });
  });

  it('warns of mandatory keys only when nothing acts on them', () => {
    expect(
      read(`'{"mandatory":"true","configurationValue":"x"}'`, CPU_KEYS, 'instructionSetRequirements').codes,
    ).toEqual(['NFV-D046']);
    expect(
      read(`'{"mandatory":"false","configurationValue":"x"}'`, CPU_KEYS, 'instructionSetRequirements').codes,
    ).toEqual([]);
    expect(read('x', CPU_KEYS, 'toString').codes).toEqual([]);
  });
});
