/**
 * The one error type that crosses module borders. Each service owns one table of definitions
 * (`services/<name>/errors.ts`); docs/errors.md is generated from those tables and the REST layer turns an
 * error into a ProblemDetails (SOL013 clause 6.3) without knowing where it came from.
 */
export interface ErrorDefinition {
  /** Stable, never reused, e.g. `VIM_HOST_UNREACHABLE`. */
  readonly code: string;
  readonly httpStatus: number;
  /** True where the same call may succeed later with nothing changed by the caller. */
  readonly retryable: boolean;
  /** Short summary, the same for every occurrence. */
  readonly title: string;
  /** What an operator does about it, one sentence. */
  readonly remedy: string;
}

/** A place in something the user gave: 1-based line and column. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ErrorContext {
  readonly source?: SourcePosition | undefined;
  /** Structured facts (per-host refusals, ids); serialised into the ProblemDetails, so never secrets. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

export class NetwrightError extends Error {
  readonly definition: ErrorDefinition;
  readonly source: SourcePosition | undefined;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(definition: ErrorDefinition, detail: string, context: ErrorContext = {}) {
    super(detail, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = 'NetwrightError';
    this.definition = definition;
    this.source = context.source;
    this.facts = context.facts ?? {};
  }

  get code(): string {
    return this.definition.code;
  }
}

type Row = Omit<ErrorDefinition, 'code'>;

/** Turns `{ CODE: {httpStatus, ...} }` into `{ CODE: ErrorDefinition }`, so that a code is written once. */
export function defineErrors<const T extends Record<string, Row>>(
  table: T,
): { readonly [K in keyof T]: ErrorDefinition } {
  return Object.fromEntries(Object.entries(table).map(([code, row]) => [code, { code, ...row }])) as {
    readonly [K in keyof T]: ErrorDefinition;
  };
}

/** The message of an error with its cause chain, outermost first, each once. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let e: unknown = error; e !== undefined && e !== null; e = (e as { cause?: unknown }).cause) {
    const text = e instanceof Error ? e.message : String(e);
    if (!parts.includes(text)) parts.push(text);
  }
  return parts.join(': ');
}
