/** tosca.nodes.nfv.Vdu.Compute → VduCompute: the standard's EPA properties and the HPA registry's, one vocabulary out. */
import type { Report } from '../lint/rule.ts';
import { hugePages } from '../lint/rules/huge-pages.ts';
import { entriesOf, get, listOf, sourceOf, textOf } from '../schema/node.ts';
import { pageSizeInKiB, sizeInMiB } from '../schema/scalar-unit.ts';
import type { NodeTemplate, Topology } from '../schema/service-template.ts';
import type { SwImage, VduCompute, VirtualCpu, VirtualMemory } from '../schema/vnfd.ts';
import { CPU_KEYS, MEMORY_KEYS, readHpa } from './hpa.ts';
import { integerOf, oneOf, type PropertyReader, readerOf } from './property-reader.ts';

export const DSCP_TRAIL = 'netwright.io/dscp-trail';

export interface VduContext {
  readonly topology: Topology;
  readonly initialCounts: ReadonlyMap<string, number>;
  readonly image: SwImage | undefined;
  readonly report: Report;
}

/** Undefined where CPU count or memory size cannot be told. */
export function readVdu(node: NodeTemplate, context: VduContext): VduCompute | undefined {
  const properties = readerOf(node.properties, context.topology);
  const compute = readerOf(get(node.capabilities, 'virtual_compute', 'properties'), context.topology);
  const virtualCpu = readCpu(compute, context.report);
  const virtualMemory = readMemory(compute, context.report);
  if (virtualCpu === undefined || virtualMemory === undefined) return undefined;
  const min = properties.integer('vdu_profile', 'min_number_of_instances') ?? 0;
  const max = properties.integer('vdu_profile', 'max_number_of_instances') ?? Math.max(min, 1);
  return {
    vduId: node.name,
    name: properties.text('name') ?? node.name,
    description: properties.text('description') ?? '',
    minNumberOfInstances: min,
    maxNumberOfInstances: max,
    initialNumberOfInstances:
      context.initialCounts.get(node.name) ?? Math.min(Math.max(min, 1), Math.max(max, 0)),
    virtualCpu,
    virtualMemory,
    ...(context.image && { swImage: context.image }),
    ...readDscpTrail(compute),
    source: sourceOf(node.key),
  };
}

function readCpu(compute: PropertyReader, report: Report): VirtualCpu | undefined {
  const numVirtualCpu = compute.integer('virtual_cpu', 'num_virtual_cpu');
  const source = compute.source('virtual_cpu', 'num_virtual_cpu');
  if (numVirtualCpu === undefined || source === undefined) return undefined;
  const hpa = readHpa(compute.map('virtual_cpu', 'vdu_cpu_requirements'), CPU_KEYS, report);
  const pinning = ['virtual_cpu', 'virtual_cpu_pinning', 'virtual_cpu_pinning_policy'] as const;
  const dedicated = hpa.get('logicalCpuPinningPolicy');
  const standard = oneOf(compute.text(...pinning), ['static', 'dynamic']);
  const policy = dedicated?.value === 'dedicated' ? 'static' : (standard ?? (dedicated && 'dynamic'));
  const rule = compute.texts('virtual_cpu', 'virtual_cpu_pinning', 'virtual_cpu_pinning_rule');
  const threads = oneOf(hpa.get('logicalCpuThreadPinningPolicy')?.value, ['require', 'isolate', 'prefer']);
  const pinningSource = compute.source(...pinning) ?? dedicated?.source;
  return {
    numVirtualCpu,
    ...(policy && { virtualCpuPinningPolicy: policy }),
    ...(rule.length > 0 && { virtualCpuPinningRule: rule }),
    ...(threads && { logicalCpuThreadPinningPolicy: threads }),
    source,
    ...(pinningSource && { pinningSource }),
  };
}

function readMemory(compute: PropertyReader, report: Report): VirtualMemory | undefined {
  const virtualMemSizeMiB = compute.mebibytes('virtual_memory', 'virtual_mem_size');
  const source = compute.source('virtual_memory', 'virtual_mem_size');
  if (virtualMemSizeMiB === undefined || source === undefined) return undefined;
  const requirements =
    compute.map('virtual_memory', 'vdu_mem_requirements') ??
    compute.map('virtual_memory', 'vdu_memory_requirements');
  const hpa = readHpa(requirements, MEMORY_KEYS, report);
  const affinity = hpa.get('memoryAllocationPolicy');
  const strict = affinity?.value === 'strictLocalAffinity';
  const numaEnabled = compute.boolean('virtual_memory', 'numa_enabled') === true;
  const numaSource =
    (numaEnabled ? compute.source('virtual_memory', 'numa_enabled') : undefined) ??
    (strict ? affinity?.source : undefined);
  return {
    virtualMemSizeMiB,
    numaEnabled: numaEnabled || strict,
    ...readPages(compute, hpa.get('memoryPageSize'), report),
    source,
    ...(numaSource && { numaSource }),
  };
}

type Pages = Pick<VirtualMemory, 'memoryPageSizeKiB' | 'hugePagesRequestedMiB' | 'pageSizeSource'>;

/** One page size for all memory; two that differ are reported, the first counts. */
function readPages(
  compute: PropertyReader,
  hpa: ReturnType<typeof readHpa> extends ReadonlyMap<string, infer D> ? D | undefined : never,
  report: Report,
): Pages {
  let memoryPageSizeKiB: number | undefined;
  let pageSizeSource = hpa?.source;
  let requestedMiB: number | undefined;
  for (const item of listOf(compute.node('virtual_memory', 'huge_pages_requirements'))) {
    const written = textOf(get(item, 'hugepage_size')) ?? '';
    const size = pageSizeInKiB(written);
    const requested = sizeInMiB(textOf(get(item, 'requested_size')) ?? '');
    if (size === undefined) report(hugePages, sourceOf(item), `there is no page of the size "${written}"`);
    else if (memoryPageSizeKiB !== undefined && memoryPageSizeKiB !== size)
      report(
        hugePages,
        sourceOf(item),
        'a VM has all its memory in pages of one size; a second size is given here',
      );
    if (memoryPageSizeKiB === undefined && size !== undefined)
      pageSizeSource = sourceOf(item.kind === 'map' ? (entriesOf(item)[0]?.key ?? item) : item);
    memoryPageSizeKiB ??= size;
    if (requested !== undefined) requestedMiB = (requestedMiB ?? 0) + requested;
  }
  const fromHpa = hpa === undefined ? undefined : pageSizeInKiB(hpa.value);
  if (hpa !== undefined && fromHpa === undefined)
    report(hugePages, hpa.source, `there is no page of the size "${hpa.value}"`);
  if (
    hpa !== undefined &&
    fromHpa !== undefined &&
    memoryPageSizeKiB !== undefined &&
    fromHpa !== memoryPageSizeKiB
  )
    report(
      hugePages,
      hpa.source,
      `memoryPageSize is ${fromHpa} KiB, huge_pages_requirements say ${memoryPageSizeKiB} KiB`,
    );
  memoryPageSizeKiB ??= fromHpa;
  return {
    ...(memoryPageSizeKiB !== undefined && { memoryPageSizeKiB }),
    ...(requestedMiB !== undefined && requestedMiB > 0 && { hugePagesRequestedMiB: requestedMiB }),
    ...(pageSizeSource && { pageSizeSource }),
  };
}

/** requested_additional_capabilities `netwright.io/dscp-trail` with its target_performance_parameter `digit`. */
function readDscpTrail(compute: PropertyReader): Pick<VduCompute, 'dscpTrailDigit' | 'dscpTrailSource'> {
  for (const { key, value } of entriesOf(compute.map('requested_additional_capabilities'))) {
    if (textOf(get(value, 'requested_additional_capability_name')) !== DSCP_TRAIL) continue;
    const digit = integerOf(textOf(get(value, 'target_performance_parameters', 'digit')));
    if (digit !== undefined && digit >= 1 && digit <= 3)
      return { dscpTrailDigit: digit, dscpTrailSource: sourceOf(key) };
  }
  return {};
}
