/** `npm run generate:openapi` and `npm run generate:errors`: writes the generated files; a test compares them. */
import { writeFile } from 'node:fs/promises';
import { generateErrorsDocument } from './errors-document.ts';
import { generateClientTypes, generateOpenapi } from './openapi.ts';

/** Relative to this file, so that it works from any folder. */
export const GENERATED = {
  openapi: new URL('../../nfvo/api/openapi.gen.json', import.meta.url),
  clientTypes: new URL('../../nfvo/cli/api.gen.ts', import.meta.url),
  errors: new URL('../../../docs/errors.md', import.meta.url),
} as const;

export async function generateAll(): Promise<Record<keyof typeof GENERATED, string>> {
  const openapi = await generateOpenapi();
  return { openapi, clientTypes: await generateClientTypes(openapi), errors: generateErrorsDocument() };
}

if (import.meta.main) {
  const texts = await generateAll();
  for (const [name, url] of Object.entries(GENERATED))
    await writeFile(url, texts[name as keyof typeof GENERATED]);
  process.exit(0);
}
