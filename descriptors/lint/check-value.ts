/** A YAML value against a schema: data types with their properties, lists, maps, ranges, scalars; functions are let through. */
import {
  describeNode,
  entriesOf,
  isNull,
  listOf,
  sourceOf,
  textOf,
  type YamlMap,
  type YamlNode,
} from '../schema/node.ts';
import type { EffectiveType, TypeRegistry } from '../schema/service-template.ts';
import type { PropertyDefinition, ValueSchema } from '../schema/value-schema.ts';
import { checkPrimitive, violation } from './check-scalar.ts';
import type { Place, Report } from './rule.ts';
import { danglingReference } from './rules/dangling-reference.ts';
import { letterCase } from './rules/letter-case.ts';
import { missingProperty } from './rules/missing-property.ts';
import { scalarUnit } from './rules/scalar-unit.ts';
import { unknownProperty } from './rules/unknown-property.ts';
import { unknownType } from './rules/unknown-type.ts';
import { violatedConstraint } from './rules/violated-constraint.ts';
import { wrongValueType } from './rules/wrong-value-type.ts';

export interface ValueContext {
  readonly types: TypeRegistry;
  /** Names of the topology's inputs, for get_input. */
  readonly inputs: ReadonlyMap<string, unknown>;
  readonly report: Report;
}

const FUNCTIONS = new Set(
  'get_input get_property get_attribute get_operation_output get_nodes_of_type get_artifact concat join token'.split(
    ' ',
  ),
);
const MAX_DEPTH = 40;

/** `{ get_input: x }` and its like: known only at instantiation. Its name, or undefined for a plain value. */
export function functionName(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== 'map' || node.entries.size !== 1) return undefined;
  const [name] = node.entries.keys();
  return name !== undefined && FUNCTIONS.has(name) ? name : undefined;
}

/**
 * Properties given for a type against its definitions: unknown ones, missing ones, and each value. `missingAt` is
 * where a missing property is reported; undefined leaves missing ones alone.
 */
export function checkProperties(
  given: YamlMap | undefined,
  type: EffectiveType,
  subject: string,
  missingAt: Place | undefined,
  context: ValueContext,
  depth = 0,
): void {
  for (const { key, value } of entriesOf(given)) {
    const definition = type.properties.get(key.value);
    if (definition !== undefined)
      checkValue(value, definition.schema, `${subject}.${key.value}`, context, depth + 1);
    else if (key.value !== '<<') {
      const known = suggestion(key.value, type.properties);
      const hint = known === undefined ? '' : `; did you mean ${known}?`;
      const message = `${type.definition.name} (SOL001 ${context.types.edition}) has no property "${key.value}"${hint}`;
      context.report(unknownProperty, sourceOf(key), message);
    }
  }
  if (missingAt === undefined) return;
  for (const definition of type.properties.values()) {
    if (!definition.required || definition.defaultValue !== undefined) continue;
    const value = given?.entries.get(definition.name)?.value;
    if (value === undefined || isNull(value))
      context.report(missingProperty, missingAt, `${subject} lacks the required property ${definition.name}`);
  }
}

/** A property whose name is close to what was written, so that a typing error explains itself. */
function suggestion(name: string, properties: ReadonlyMap<string, PropertyDefinition>): string | undefined {
  const plain = (s: string): string => s.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(name);
  for (const candidate of properties.keys()) {
    const c = plain(candidate);
    if (c === wanted || c === `${wanted}s` || `${c}s` === wanted) return candidate;
    if (Math.abs(c.length - wanted.length) <= 1 && wanted.length > 4 && oneEdit(c, wanted)) return candidate;
  }
  return undefined;
}

/** True where one insertion, deletion, replacement or swap makes the texts equal. */
function oneEdit(a: string, b: string): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0];
}

/** Reports every way in which a value does not fit a schema. `subject` is the path for messages: `VDU_1.name`. */
export function checkValue(
  node: YamlNode,
  schema: ValueSchema,
  subject: string,
  context: ValueContext,
  depth = 0,
): void {
  if (depth > MAX_DEPTH) return;
  const called = functionName(node);
  if (called !== undefined) {
    checkFunction(node, called, context);
    return;
  }
  if (isNull(node)) return;
  const wrong = (wanted: string): void =>
    context.report(wrongValueType, sourceOf(node), `${subject} must be ${wanted}, not ${describeNode(node)}`);
  if (schema.type === 'list') {
    if (node.kind !== 'list') {
      wrong('a list');
      return;
    }
    for (const [i, item] of node.items.entries())
      if (schema.entry !== undefined) checkValue(item, schema.entry, `${subject}[${i}]`, context, depth + 1);
    checkCount(node, node.items.length, schema, subject, context);
    return;
  }
  if (schema.type === 'map') {
    if (node.kind !== 'map') {
      wrong('a map');
      return;
    }
    for (const { key, value } of node.entries.values()) {
      if (schema.key !== undefined)
        checkValue(key, schema.key, `key ${key.value} of ${subject}`, context, depth + 1);
      if (schema.entry !== undefined)
        checkValue(value, schema.entry, `${subject}.${key.value}`, context, depth + 1);
    }
    checkCount(node, node.entries.size, schema, subject, context);
    return;
  }
  if (schema.type === 'range') {
    checkRange(node, schema, subject, context);
    return;
  }
  if (node.kind === 'scalar') {
    const verdict = checkPrimitive(schema.type, node.value);
    if (verdict === 'wrong-type') {
      wrong(`a value of type ${schema.type}`);
      return;
    }
    if (verdict === 'unit-not-standard')
      context.report(scalarUnit, sourceOf(node), `${subject}: "${node.value}" has no TOSCA unit`);
    if (verdict !== 'not-primitive') {
      checkConstraints(node, schema, subject, context);
      return;
    }
  }
  checkDataType(node, schema, subject, context, depth, wrong);
}

function checkDataType(
  node: YamlNode,
  schema: ValueSchema,
  subject: string,
  context: ValueContext,
  depth: number,
  wrong: (wanted: string) => void,
): void {
  const type = context.types.find(schema.type, 'data');
  if (type === undefined) {
    const primitive = checkPrimitive(schema.type, '') !== 'not-primitive';
    if (primitive) wrong(`a value of type ${schema.type}`);
    else context.report(unknownType, sourceOf(node), `data type ${schema.type} of ${subject} is not known`);
    return;
  }
  const base = type.lineage.at(-1) ?? '';
  if (/^tosca\.datatypes\.(json|xml)$/.test(schema.type)) return;
  if (!base.startsWith('tosca.datatypes')) {
    checkValue(node, { ...schema, type: primitiveBase(type) }, subject, context, depth + 1);
    return;
  }
  if (node.kind !== 'map') {
    wrong(`a ${schema.type} with properties`);
    return;
  }
  const open = type.properties.size === 0;
  if (!open) checkProperties(node, type, subject, sourceOf(node), context, depth);
}

/** A data type may derive from a primitive such as `string` or `integer`. */
function primitiveBase(type: EffectiveType): string {
  return type.definition.parent !== undefined &&
    checkPrimitive(type.definition.parent, '') !== 'not-primitive'
    ? type.definition.parent
    : 'any';
}

function checkFunction(node: YamlNode, called: string, context: ValueContext): void {
  if (called !== 'get_input' || node.kind !== 'map') return;
  const argument = node.entries.get('get_input')?.value;
  const name = textOf(argument) ?? textOf(listOf(argument)[0]);
  if (argument !== undefined && name !== undefined && !context.inputs.has(name))
    context.report(danglingReference, sourceOf(argument), `get_input: there is no input "${name}"`);
}

function checkConstraints(node: YamlNode, schema: ValueSchema, subject: string, context: ValueContext): void {
  if (node.kind !== 'scalar') return;
  const broken = violation(schema.type, node.value, schema.constraints);
  if (broken === undefined) return;
  const rule = broken.onlyCase ? letterCase : violatedConstraint;
  context.report(rule, sourceOf(node), `${subject} is "${node.value}" and ${broken.message}`);
}

function checkCount(
  node: YamlNode,
  count: number,
  schema: ValueSchema,
  subject: string,
  context: ValueContext,
): void {
  for (const c of schema.constraints) {
    const broken =
      (c.op === 'min_length' && count < c.value) ||
      (c.op === 'max_length' && count > c.value) ||
      (c.op === 'length' && count !== c.value);
    if (broken)
      context.report(
        violatedConstraint,
        sourceOf(node),
        `${subject} has ${count} entries and ${c.op} is ${c.value}`,
      );
  }
}

/** `[low, high]`, high may be UNBOUNDED. */
function checkRange(node: YamlNode, schema: ValueSchema, subject: string, context: ValueContext): void {
  const bounds = listOf(node).map((n) => textOf(n) ?? '');
  const [low = '', high = ''] = bounds;
  const open = /^unbounded$/i.test(high);
  if (
    bounds.length !== 2 ||
    checkPrimitive('integer', low) !== 'ok' ||
    (!open && checkPrimitive('integer', high) !== 'ok')
  ) {
    const message = `${subject} must be a range such as [80, 80], not ${describeNode(node)}`;
    context.report(wrongValueType, sourceOf(node), message);
    return;
  }
  if (!open && Number(low) > Number(high))
    context.report(violatedConstraint, sourceOf(node), `${subject}: ${low} is greater than ${high}`);
  for (const bound of open ? [low] : [low, high]) {
    const broken = violation('integer', bound, schema.constraints);
    if (broken !== undefined)
      context.report(violatedConstraint, sourceOf(node), `${subject}: ${bound} ${broken.message}`);
  }
}
