/**
 * Attribute filter of SOL013 clause 5.2: `(op,attr[/sub]*,value[,value]*)[;(…)]*`. `;` is AND; a list of values or
 * an array attribute matches where any of them does.
 */
import { NetwrightError } from './errors.ts';
import { httpErrors } from './http-errors.ts';

const OPERATORS = ['eq', 'neq', 'in', 'nin', 'gt', 'gte', 'lt', 'lte', 'cont', 'ncont'] as const;
type Operator = (typeof OPERATORS)[number];

interface Condition {
  readonly operator: Operator;
  readonly path: readonly string[];
  readonly values: readonly string[];
}

/** Keeps the items all conditions hold for. An absent filter keeps all; throws HTTP_FILTER_INVALID on bad text. */
export function applyFilter<T>(items: readonly T[], filter: string | undefined): T[] {
  if (filter === undefined || filter === '') return [...items];
  const conditions = parseFilter(filter);
  return items.filter((item) => conditions.every((c) => holds(item, c)));
}

export function parseFilter(text: string): Condition[] {
  const conditions: Condition[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] !== '(') refuse(`“(” expected at position ${at + 1}`);
    const { parts, end } = readParts(text, at + 1);
    conditions.push(toCondition(parts));
    at = end;
    if (at === text.length) break;
    if (text[at] !== ';' || at + 1 === text.length)
      refuse(`“;” and another condition expected at position ${at + 1}`);
    at += 1;
  }
  return conditions;
}

function readParts(text: string, start: number): { parts: string[]; end: number } {
  const parts: string[] = [];
  let current = '';
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === "'") {
      const quoted = readQuoted(text, at + 1);
      current += quoted.value;
      at = quoted.end;
    } else if (char === ',' || char === ')') {
      parts.push(current);
      current = '';
      at += 1;
      if (char === ')') return { parts, end: at };
    } else {
      current += char;
      at += 1;
    }
  }
  return refuse('a closing “)” is missing');
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  for (let at = start; at < text.length; at += 1) {
    if (text[at] !== "'") value += text[at];
    else if (text[at + 1] === "'") {
      value += "'";
      at += 1;
    } else return { value, end: at + 1 };
  }
  return refuse('a closing quote is missing');
}

function toCondition([name, attribute, ...values]: readonly string[]): Condition {
  const operator = OPERATORS.find((o) => o === name);
  if (operator === undefined) return refuse(`“${name}” is no operator`);
  if (attribute === undefined || attribute === '') return refuse('an attribute name is missing');
  if (values.length === 0) return refuse(`a value for ${attribute} is missing`);
  const single = operator !== 'in' && operator !== 'nin' && operator !== 'cont' && operator !== 'ncont';
  if (single && values.length > 1) return refuse(`${operator} takes one value`);
  return { operator, path: attribute.split('/'), values };
}

function refuse(why: string): never {
  throw new NetwrightError(httpErrors.HTTP_FILTER_INVALID, `The filter cannot be read: ${why}.`);
}

function holds(item: unknown, { operator, path, values }: Condition): boolean {
  const found = lookUp(item, path);
  const any = (test: (a: string, b: string) => boolean) => found.some((f) => values.some((v) => test(f, v)));
  switch (operator) {
    case 'eq':
    case 'in':
      return any((a, b) => a === b);
    case 'neq':
    case 'nin':
      return !any((a, b) => a === b);
    case 'cont':
      return any((a, b) => a.includes(b));
    case 'ncont':
      return !any((a, b) => a.includes(b));
    case 'gt':
      return any((a, b) => order(a, b) > 0);
    case 'gte':
      return any((a, b) => order(a, b) >= 0);
    case 'lt':
      return any((a, b) => order(a, b) < 0);
    case 'lte':
      return any((a, b) => order(a, b) <= 0);
  }
}

/** Array members are addressed through their attribute's name without an index. */
function lookUp(item: unknown, path: readonly string[]): string[] {
  if (Array.isArray(item)) return item.flatMap((member) => lookUp(member, path));
  const [head, ...rest] = path;
  if (head === undefined) return item === undefined || item === null ? [] : [String(item)];
  if (typeof item !== 'object' || item === null || !Object.hasOwn(item, head)) return [];
  return lookUp((item as Record<string, unknown>)[head], rest);
}

function order(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
