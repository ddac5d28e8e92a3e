/** Every rule there is, by code. docs/errors.md and `netwright explain` come from here; a code is never given twice. */
import type { Rule } from './rule.ts';
import { cpuPinning } from './rules/cpu-pinning.ts';
import { danglingImport } from './rules/dangling-import.ts';
import { danglingReference } from './rules/dangling-reference.ts';
import { duplicateKey } from './rules/duplicate-key.ts';
import { entryDefinitions } from './rules/entry-definitions.ts';
import { hashAlgorithm } from './rules/hash-algorithm.ts';
import { hashMismatch } from './rules/hash-mismatch.ts';
import { hpaKey } from './rules/hpa-key.ts';
import { hpaValue } from './rules/hpa-value.ts';
import { hugePages } from './rules/huge-pages.ts';
import { imageChecksum } from './rules/image-checksum.ts';
import { instanceCounts } from './rules/instance-counts.ts';
import { letterCase } from './rules/letter-case.ts';
import { manifestFiles } from './rules/manifest-files.ts';
import { manifestSyntax } from './rules/manifest-syntax.ts';
import { metaReference } from './rules/meta-reference.ts';
import { misplacedSection } from './rules/misplaced-section.ts';
import { missingArtifact } from './rules/missing-artifact.ts';
import { missingImage } from './rules/missing-image.ts';
import { missingProperty } from './rules/missing-property.ts';
import { missingRequirement } from './rules/missing-requirement.ts';
import { nfpBinding } from './rules/nfp-binding.ts';
import { nfpEnds } from './rules/nfp-ends.ts';
import { nfpGraph } from './rules/nfp-graph.ts';
import { nfpHops } from './rules/nfp-hops.ts';
import { nicLocality } from './rules/nic-locality.ts';
import { notServiceTemplate } from './rules/not-service-template.ts';
import { packageLimits } from './rules/package-limits.ts';
import { ruleTarget } from './rules/rule-target.ts';
import { ruleValue } from './rules/rule-value.ts';
import { scalarUnit } from './rules/scalar-unit.ts';
import { segmentation } from './rules/segmentation.ts';
import { severalImages } from './rules/several-images.ts';
import { tooManyFindings } from './rules/too-many-findings.ts';
import { typeDerivation } from './rules/type-derivation.ts';
import { undeclaredAspect } from './rules/undeclared-aspect.ts';
import { undeclaredLevel } from './rules/undeclared-level.ts';
import { unknownProperty } from './rules/unknown-property.ts';
import { unknownRequirement } from './rules/unknown-requirement.ts';
import { unknownType } from './rules/unknown-type.ts';
import { unreadablePackage } from './rules/unreadable-package.ts';
import { unsafeEntry } from './rules/unsafe-entry.ts';
import { unsupportedFeature } from './rules/unsupported-feature.ts';
import { unsupportedInterface } from './rules/unsupported-interface.ts';
import { violatedConstraint } from './rules/violated-constraint.ts';
import { vnfFlavour, vnfNotFound, vnfRequirement } from './rules/vnf-requirement.ts';
import { vnicOrder } from './rules/vnic-order.ts';
import { wrongTarget } from './rules/wrong-target.ts';
import { wrongValueType } from './rules/wrong-value-type.ts';
import { yamlLimits } from './rules/yaml-limits.ts';
import { yamlSyntax } from './rules/yaml-syntax.ts';

/** Sorted by code. */
export const RULES: readonly Rule[] = [
  cpuPinning,
  danglingImport,
  danglingReference,
  duplicateKey,
  entryDefinitions,
  hashAlgorithm,
  hashMismatch,
  hpaKey,
  hpaValue,
  hugePages,
  imageChecksum,
  instanceCounts,
  letterCase,
  manifestFiles,
  manifestSyntax,
  metaReference,
  misplacedSection,
  missingArtifact,
  missingImage,
  missingProperty,
  missingRequirement,
  nfpBinding,
  nfpEnds,
  nfpGraph,
  nfpHops,
  nicLocality,
  notServiceTemplate,
  packageLimits,
  ruleTarget,
  ruleValue,
  scalarUnit,
  segmentation,
  severalImages,
  typeDerivation,
  tooManyFindings,
  undeclaredAspect,
  undeclaredLevel,
  unknownProperty,
  unknownRequirement,
  unknownType,
  unreadablePackage,
  unsafeEntry,
  unsupportedFeature,
  unsupportedInterface,
  violatedConstraint,
  vnfRequirement,
  vnfNotFound,
  vnfFlavour,
  vnicOrder,
  wrongTarget,
  wrongValueType,
  yamlLimits,
  yamlSyntax,
].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));

/** The rule with this code (`NFV-D040`, any case); undefined for an unknown one. */
export function explainRule(code: string): Rule | undefined {
  const wanted = code.trim().toUpperCase();
  return RULES.find((r) => r.code === wanted);
}

/** The rules as a markdown table for docs/errors.md. */
export function renderRulesMarkdown(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const severity = (r: Rule): string =>
    r.lenient === undefined || r.lenient === r.severity
      ? r.severity
      : `${r.severity} (lenient: ${r.lenient})`;
  const rows = RULES.map((r) => `| ${r.code} | ${severity(r)} | ${cell(r.title)} | ${cell(r.remedy)} |`);
  return ['| code | severity | what is wrong | what to do |', '|---|---|---|---|', ...rows, ''].join('\n');
}
