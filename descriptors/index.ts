/**
 * The public surface of the descriptor stage: bytes of a package in, model and diagnostics out. No server, no
 * network, no root.
 */
export { type BuildResult, buildPackage } from './build/build-package.ts';
export { formatReport, placeOf, REPORT_FORMATS, type ReportFormat } from './lint/format-report.ts';
export { lintNsdAgainst } from './lint/lint-nsd-against.ts';
export { explainRule, RULES, renderRulesMarkdown } from './lint/registry.ts';
export type { LintMode, Rule } from './lint/rule.ts';
export { extractArtifact } from './load/extract-artifact.ts';
export {
  type LoadedPackage,
  type LoadOptions,
  loadPackage,
  type PackageArtifact,
} from './load-package.ts';
export type { Diagnostic } from './schema/diagnostic.ts';
export type * from './schema/nsd.ts';
export type { SourceRef } from './schema/source.ts';
export type * from './schema/vnfd.ts';
