import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { GENERATED, generateAll } from './main.ts';

it('finds every generated file as `npm run generate:openapi` would write it now', {
  timeout: 60_000,
}, async () => {
  const texts = await generateAll();
  for (const [name, url] of Object.entries(GENERATED)) {
    const written = await readFile(url, 'utf8');
    expect(written === texts[name as keyof typeof GENERATED], `${url.pathname} is out of date`).toBe(true);
  }
});
