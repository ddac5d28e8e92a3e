import { z } from 'zod';

/** Where in the package a value stands: path inside the package, 1-based line and column. */
export const sourceRef = z.object({ file: z.string(), line: z.int(), column: z.int() }).readonly();
export type SourceRef = z.infer<typeof sourceRef>;
