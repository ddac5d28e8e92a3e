/** What a refused statement means, the same for PGlite and PostgreSQL (SQLSTATE class 23). */

/** True where a unique constraint or index refused the row; `constraint` narrows it to one of them. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return hasState(error, '23505') && (constraint === undefined || error.constraint === constraint);
}

export function isForeignKeyViolation(error: unknown): boolean {
  return hasState(error, '23503');
}

function hasState(error: unknown, state: string): error is { code: string; constraint?: string } {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === state;
}
