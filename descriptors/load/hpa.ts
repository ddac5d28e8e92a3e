/**
 * Hardware platform awareness: requirement maps whose values are plain, or JSON texts of the ETSI registry form
 * `{"schemaVersion", "schemaSelector", "hardwarePlatform", "mandatory", "configurationValue"}`.
 */
import type { Report } from '../lint/rule.ts';
import { hpaKey } from '../lint/rules/hpa-key.ts';
import { hpaValue } from '../lint/rules/hpa-value.ts';
import type { YamlMap } from '../schema/node.ts';
import type { SourceRef } from '../schema/source.ts';
import { textEntries } from './property-reader.ts';

export interface HpaDemand {
  readonly value: string;
  readonly mandatory: boolean;
  readonly source: SourceRef;
}

/** Keys that this version acts on, and the values each may have. */
export type HpaVocabulary = Readonly<Record<string, RegExp>>;

export const CPU_KEYS: HpaVocabulary = {
  logicalCpuPinningPolicy: /^(dedicated|shared)$/,
  logicalCpuThreadPinningPolicy: /^(require|isolate|prefer)$/,
  numVirtualCpu: /^\d+$/,
};
export const MEMORY_KEYS: HpaVocabulary = {
  memoryPageSize: /^\s*\d+\s*[kmg]i?b\s*$/i,
  memoryAllocationPolicy: /^(strictLocalAffinity|preferredLocalAffinity)$/,
  virtualMemSize: /^\s*\d+\s*[kmgt]i?b\s*$/i,
};
export const INTERFACE_KEYS: HpaVocabulary = {
  interfaceType: /^(virtio|SR-IOV|PCI-Passthrough|E1000|RTL8139|PCNET)$/i,
  'netwright.io/queuePairs': /^[1-9]\d?$/,
};
export const NIC_KEYS: HpaVocabulary = { pciDeviceLocalToNumaNode: /^(required|notRequired)$/ };

/** The demands of one map by key. Unreadable values and mandatory keys nobody acts on are reported. */
export function readHpa(
  map: YamlMap | undefined,
  vocabulary: HpaVocabulary,
  report: Report,
): ReadonlyMap<string, HpaDemand> {
  const demands = new Map<string, HpaDemand>();
  for (const { name, text, source } of textEntries(map)) {
    const value = parseValue(text);
    const allowed = Object.hasOwn(vocabulary, name) ? vocabulary[name] : undefined;
    if (value === undefined)
      report(hpaValue, source, `${name}: "${text.slice(0, 60)}" is not JSON with a configurationValue`);
    else if (allowed === undefined) {
      if (value.mandatory) report(hpaKey, source, `${name} is mandatory, and nothing here acts on it`);
    } else if (allowed.test(value.value)) demands.set(name, { ...value, source });
    else report(hpaValue, source, `${name}: "${value.value}" is not a value of this key`);
  }
  return demands;
}

/** A plain text counts as mandatory only for keys that are acted on, since nobody said so. */
function parseValue(text: string): { value: string; mandatory: boolean } | undefined {
  if (!text.trimStart().startsWith('{')) return { value: text.trim(), mandatory: false };
  try {
    const json: unknown = JSON.parse(text);
    const { configurationValue, mandatory } = json as Record<string, unknown>;
    if (typeof configurationValue !== 'string' && typeof configurationValue !== 'number') return undefined;
    return { value: String(configurationValue), mandatory: String(mandatory).toLowerCase() === 'true' };
  } catch {
    return undefined;
  }
}
