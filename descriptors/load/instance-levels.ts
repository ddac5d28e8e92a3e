/** How many instances of each VDU there are at the start (SOL001 InstantiationLevels, VduInstantiationLevels, VduInitialDelta). */
import type { Report } from '../lint/rule.ts';
import { undeclaredAspect } from '../lint/rules/undeclared-aspect.ts';
import { undeclaredLevel } from '../lint/rules/undeclared-level.ts';
import { entriesOf, sourceOf } from '../schema/node.ts';
import type { Collective, ServiceTemplate, Topology } from '../schema/service-template.ts';
import { type PropertyReader, readerOf } from './property-reader.ts';

const POLICY = 'tosca.policies.nfv.';

/** Initial count by VDU name; a VDU that no policy speaks of is absent. Undeclared names are reported. */
export function readInitialCounts(
  topologies: readonly Topology[],
  template: ServiceTemplate,
  report: Report,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const topology of topologies) {
    const policies = (name: string): Policy[] =>
      topology.policies
        .filter((p) => template.types.isA(p.type, POLICY + name))
        .map((policy) => ({ policy, values: readerOf(policy.properties, topology) }));
    const levels = declaredLevels(policies('InstantiationLevels'), report);
    const aspects = new Set(policies('ScalingAspects').flatMap((p) => keysOf(p, 'aspects')));
    checkAspects(
      [...policies('VduScalingAspectDeltas'), ...policies('VirtualLinkBitrateScalingAspectDeltas')],
      aspects,
      report,
    );
    for (const { policy, values } of policies('VduInitialDelta'))
      assign(counts, policy, values.integer('initial_delta', 'number_of_instances'));
    for (const p of policies('VduInstantiationLevels')) {
      checkLevels(p, levels.names, report);
      const [only] = keysOf(p, 'levels');
      const level = levels.start ?? only;
      if (level !== undefined)
        assign(counts, p.policy, p.values.integer('levels', level, 'number_of_instances'));
    }
  }
  return counts;
}

interface Policy {
  readonly policy: Collective;
  readonly values: PropertyReader;
}

const keysOf = ({ values }: Policy, property: string): string[] =>
  entriesOf(values.map(property)).map((e) => e.key.value);

function assign(counts: Map<string, number>, policy: Collective, count: number | undefined): void {
  if (count !== undefined) for (const target of policy.references) counts.set(target.value, count);
}

/** All names, and the level that counts where nobody chooses one: the default, or the only one. */
function declaredLevels(
  policies: Policy[],
  report: Report,
): { names: Set<string>; start: string | undefined } {
  const names = new Set(policies.flatMap((p) => keysOf(p, 'levels')));
  let start: string | undefined;
  for (const { policy, values } of policies) {
    const given = values.text('default_level');
    if (given !== undefined && !names.has(given))
      report(
        undeclaredLevel,
        values.source('default_level') ?? sourceOf(policy.key),
        `default_level "${given}" is not among the levels`,
      );
    else start ??= given;
  }
  if (start === undefined && names.size === 1) [start] = names;
  return { names, start };
}

function checkLevels({ policy, values }: Policy, declared: ReadonlySet<string>, report: Report): void {
  for (const { key } of entriesOf(values.map('levels')))
    if (!declared.has(key.value))
      report(
        undeclaredLevel,
        sourceOf(key),
        `${policy.name}: level "${key.value}" is not declared in InstantiationLevels`,
      );
}

function checkAspects(policies: Policy[], declared: ReadonlySet<string>, report: Report): void {
  for (const { policy, values } of policies) {
    const aspect = values.text('aspect');
    if (aspect !== undefined && !declared.has(aspect))
      report(
        undeclaredAspect,
        values.source('aspect') ?? sourceOf(policy.key),
        `${policy.name}: aspect "${aspect}" is not declared in ScalingAspects`,
      );
  }
}
