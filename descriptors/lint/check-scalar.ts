/** One scalar against a TOSCA primitive type and its constraints (TOSCA Simple Profile 1.3, 3.3 and 3.6.3). */
import { createContext, Script } from 'node:vm';
import { parseScalarUnit, type UnitKind } from '../schema/scalar-unit.ts';
import type { Constraint } from '../schema/value-schema.ts';

const INTEGER = /^[+-]?(\d+|0x[0-9a-f]+|0o[0-7]+)$/i;
const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const VERSION = /^\d+\.\d+(\.\d+(\.[A-Za-z0-9]+(-\d+)?)?)?$/;

/** Longer texts are no number, and matching them would take quadratic time. */
const MAX_NUMBER_LENGTH = 400;

export type ScalarVerdict = 'ok' | 'wrong-type' | 'unit-not-standard' | 'not-primitive';

/** Whether the text is a value of the type. Quoted numbers count: what a scalar means is the schema's decision. */
export function checkPrimitive(type: string, text: string): ScalarVerdict {
  switch (type) {
    case 'string':
    case 'timestamp':
    case 'any':
      return 'ok';
    case 'integer':
      return INTEGER.test(text) ? 'ok' : 'wrong-type';
    case 'float':
      return text.length <= MAX_NUMBER_LENGTH && FLOAT.test(text) ? 'ok' : 'wrong-type';
    case 'boolean':
      return /^(true|false)$/i.test(text) ? 'ok' : 'wrong-type';
    case 'version':
      return text.length <= MAX_NUMBER_LENGTH && VERSION.test(text) ? 'ok' : 'wrong-type';
    case 'range':
    case 'list':
    case 'map':
      return 'wrong-type';
    default: {
      if (!type.startsWith('scalar-unit.')) return 'not-primitive';
      const unit = parseScalarUnit(type.slice('scalar-unit.'.length) as UnitKind, text);
      if (unit === undefined) return 'wrong-type';
      return unit.standard ? 'ok' : 'unit-not-standard';
    }
  }
}

/** The number a text stands for in comparisons; NaN for what has none. */
function magnitude(type: string, text: string): number {
  if (type.startsWith('scalar-unit.'))
    return parseScalarUnit(type.slice('scalar-unit.'.length) as UnitKind, text)?.value ?? Number.NaN;
  return Number(text);
}

export interface Violation {
  readonly message: string;
  /** True where the value differs from an allowed one in letter case alone. */
  readonly onlyCase: boolean;
}

/** The first constraint that the text breaks; undefined where all hold. */
export function violation(
  type: string,
  text: string,
  constraints: readonly Constraint[],
): Violation | undefined {
  for (const constraint of constraints) {
    const broken = check(type, text, constraint);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

const said = (message: string): Violation => ({ message, onlyCase: false });

function check(type: string, text: string, c: Constraint): Violation | undefined {
  const value = magnitude(type, text);
  switch (c.op) {
    case 'greater_than':
      return value > magnitude(type, c.value) ? undefined : said(`must be greater than ${c.value}`);
    case 'greater_or_equal':
      return value >= magnitude(type, c.value) ? undefined : said(`must be at least ${c.value}`);
    case 'less_than':
      return value < magnitude(type, c.value) ? undefined : said(`must be less than ${c.value}`);
    case 'less_or_equal':
      return value <= magnitude(type, c.value) ? undefined : said(`must be at most ${c.value}`);
    case 'equal':
      return text === c.value || value === magnitude(type, c.value) ? undefined : said(`must be ${c.value}`);
    case 'in_range':
      return inRange(value, magnitude(type, c.min), magnitude(type, c.max))
        ? undefined
        : said(`must be between ${c.min} and ${c.max}`);
    case 'valid_values': {
      if (
        c.values.includes(text) ||
        (!Number.isNaN(value) && c.values.some((v) => magnitude(type, v) === value))
      )
        return undefined;
      const near = c.values.find((v) => v.toLowerCase() === text.toLowerCase());
      if (near !== undefined) return { message: `is written "${near}" in its definition`, onlyCase: true };
      const shown = c.values.length > 12 ? [...c.values.slice(0, 12), '...'] : c.values;
      return said(`must be one of ${shown.join(', ')}`);
    }
    case 'min_length':
      return text.length >= c.value ? undefined : said(`must have at least ${c.value} characters`);
    case 'max_length':
      return text.length <= c.value ? undefined : said(`must have at most ${c.value} characters`);
    case 'length':
      return text.length === c.value ? undefined : said(`must have ${c.value} characters`);
    case 'pattern':
      return matches(c.pattern, text, c.trusted) ? undefined : said(`must match ${c.pattern}`);
  }
}

/** `UNBOUNDED` and other non-numbers as bounds hold nothing back. */
function inRange(value: number, min: number, max: number): boolean {
  return !(value < min) && !(value > max) && !Number.isNaN(value);
}

const PATTERN_TIMEOUT_MS = 100;

/** TOSCA patterns match the whole value. One from a package runs under a deadline; when that passes it counts as broken. */
function matches(pattern: string, text: string, trusted: boolean): boolean {
  try {
    const whole = `^(?:${pattern})$`;
    if (trusted) return new RegExp(whole, 'u').test(text);
    const sandbox = createContext({ pattern: whole, text });
    return (
      new Script('new RegExp(pattern).test(text)').runInContext(sandbox, { timeout: PATTERN_TIMEOUT_MS }) ===
      true
    );
  } catch {
    return false;
  }
}
