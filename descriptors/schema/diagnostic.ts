import { z } from 'zod';

/** One finding about a descriptor or package. `code` is stable (`NFV-Dnnn`); positions are 1-based. */
export const diagnostic = z.object({
  code: z.string().regex(/^NFV-D\d{3}$/),
  severity: z.enum(['error', 'warning', 'info']),
  file: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  message: z.string(),
  remedy: z.string(),
});
export type Diagnostic = z.infer<typeof diagnostic>;
