import type { Rule } from '../rule.ts';

export const unreadablePackage: Rule = {
  code: 'NFV-D001',
  severity: 'error',
  title: 'The package cannot be opened.',
  remedy:
    'Give a ZIP archive (CSAR), a folder with the same content, or a single YAML file; make the archive again if it is damaged.',
};
