/** A package, from bytes to model and diagnostics, in one run and in a fixed order of steps. */
import { basename } from 'node:path';
import { checkNsd, checkVnfd } from './lint/check-model.ts';
import { checkTemplate } from './lint/check-template.ts';
import { collectFindings, toDiagnostics } from './lint/findings.ts';
import type { Finding, LintMode, Report } from './lint/rule.ts';
import { unreadablePackage } from './lint/rules/unreadable-package.ts';
import { type Container, type ContainerLimits, DEFAULT_LIMITS } from './load/container.ts';
import { openContainer } from './load/folder-container.ts';
import { type Digests, hashFiles } from './load/hashes.ts';
import type { Manifest } from './load/manifest.ts';
import { readNsd } from './load/nsd.ts';
import {
  checkHashes,
  checkManifestFiles,
  readPackageManifest,
  statedHashes,
  wantedDigests,
  withKnownChecksums,
} from './load/package-files.ts';
import { readServiceTemplate } from './load/service-template.ts';
import { type PackageLayout, readLayout } from './load/tosca-meta.ts';
import { readVnfd } from './load/vnfd.ts';
import type { Diagnostic } from './schema/diagnostic.ts';
import type { Nsd } from './schema/nsd.ts';
import type { ServiceTemplate } from './schema/service-template.ts';
import { asEdition, type Edition } from './schema/types/built-in.ts';
import type { Vnfd } from './schema/vnfd.ts';

export interface LoadOptions {
  /** `strict` (default) is what onboarding uses. */
  readonly mode?: LintMode;
  /** The name shown in diagnostics; default the last part of the path. */
  readonly packageName?: string;
  readonly limits?: Partial<ContainerLimits>;
}

export interface PackageArtifact {
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex; empty where the file could not be read (then a diagnostic says so). */
  readonly sha256: string;
}

export interface LoadedPackage {
  readonly packageName: string;
  /** What the package holds, as far as its descriptor or its manifest tells. */
  readonly kind: 'vnf' | 'ns' | undefined;
  readonly container: {
    readonly form: 'zip' | 'folder' | 'file' | 'unreadable';
    readonly layout: 'a' | 'b' | 'bare' | undefined;
    readonly entryDefinitions: string | undefined;
    readonly manifest: string | undefined;
    /** Imports for which the built-in SOL001 types stood in. */
    readonly builtInImports: readonly string[];
  };
  readonly vnfd?: Vnfd;
  readonly nsd?: Nsd;
  /** Metadata block of the manifest, keys in lower case. */
  readonly manifestMetadata: Readonly<Record<string, string>>;
  /** Every file of the package, sorted by path. */
  readonly artifacts: readonly PackageArtifact[];
  /** Sorted by file, line, column; `file` begins with the package name. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads and checks a VNF package (SOL004) or NSD archive (SOL007): a ZIP, a folder with the same content, or one YAML
 * file. Never throws for bad input: whatever is wrong is a diagnostic, all of them in one run. A model is given where
 * the descriptor can be read at all; use it only if no diagnostic is an error.
 */
export async function loadPackage(path: string, options: LoadOptions = {}): Promise<LoadedPackage> {
  const findings = collectFindings();
  const packageName = options.packageName ?? basename(path);
  const mode = options.mode ?? 'strict';
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const container = await openContainer(path, findings.report, limits);
  let content = NOTHING;
  if (container !== undefined)
    try {
      content = await readContent(
        container,
        container.form === 'file' ? basename(path) : undefined,
        findings.report,
      );
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      findings.report(unreadablePackage, { file: '' }, `reading stopped: ${why}`);
    } finally {
      await container.close();
    }
  return present(packageName, container, content, findings.findings, mode);
}

interface Content {
  readonly layout: PackageLayout | undefined;
  readonly manifest: Manifest | undefined;
  readonly template: ServiceTemplate | undefined;
  readonly kind: 'vnf' | 'ns' | undefined;
  readonly vnfd: Vnfd | undefined;
  readonly nsd: Nsd | undefined;
  readonly digests: Digests;
}

const NOTHING: Content = {
  layout: undefined,
  manifest: undefined,
  template: undefined,
  kind: undefined,
  vnfd: undefined,
  nsd: undefined,
  digests: new Map(),
};

async function readContent(
  container: Container,
  givenFile: string | undefined,
  report: Report,
): Promise<Content> {
  const layout = await readLayout(container, givenFile, report);
  const manifest = await readPackageManifest(layout, container, report);
  if (manifest !== undefined) checkManifestFiles(manifest, container, report);
  const template =
    layout === undefined
      ? undefined
      : await readServiceTemplate(container, layout.entryDefinitions, report, editionOfManifest(manifest));
  const kind = template === undefined ? kindOfManifest(manifest) : kindOfTemplate(template, manifest);
  if (template !== undefined && kind !== undefined) checkTemplate(template, kind, report);
  const vnfd = template !== undefined && kind === 'vnf' ? readVnfd(template, container, report) : undefined;
  const nsd = template !== undefined && kind === 'ns' ? readNsd(template, report) : undefined;
  if (vnfd !== undefined) checkVnfd(vnfd, report);
  if (nsd !== undefined) checkNsd(nsd, report);
  const stated = statedHashes(manifest, layout, vnfd, container, report);
  const digests =
    container.form === 'file' ? NOTHING.digests : await hashFiles(container, wantedDigests(stated), report);
  checkHashes(stated, digests, report);
  const complete = vnfd === undefined ? undefined : withKnownChecksums(vnfd, digests);
  return { layout, manifest, template, kind, vnfd: complete, nsd, digests };
}

/** SOL004 compatible_specification_versions: the last edition named that is held here. */
function editionOfManifest(manifest: Manifest | undefined): Edition | undefined {
  const versions = manifest?.metadata.compatible_specification_versions ?? '';
  return versions
    .split(/[\s,]+/)
    .flatMap((v) => asEdition(v) ?? [])
    .at(-1);
}

function kindOfManifest(manifest: Manifest | undefined): 'vnf' | 'ns' | undefined {
  return manifest?.kind === 'pnf' ? undefined : manifest?.kind;
}

const NS_TYPES = [
  'tosca.nodes.nfv.NS',
  'tosca.nodes.nfv.NsVirtualLink',
  'tosca.nodes.nfv.Sap',
  'tosca.nodes.nfv.NFP',
];

/** An NSD has a network service or parts of one; everything else is read as a VNFD. */
function kindOfTemplate(template: ServiceTemplate, manifest: Manifest | undefined): 'vnf' | 'ns' {
  for (const topology of template.topologies)
    for (const node of topology.nodes.values())
      if (NS_TYPES.some((t) => template.types.isA(node.type, t))) return 'ns';
  return manifest?.kind === 'ns' ? 'ns' : 'vnf';
}

function present(
  packageName: string,
  container: Container | undefined,
  content: Content,
  findings: readonly Finding[],
  mode: LintMode,
): LoadedPackage {
  const { layout, manifest, template, kind, vnfd, nsd, digests } = content;
  const entries = container === undefined || container.form === 'file' ? [] : [...container.entries.values()];
  return {
    packageName,
    kind,
    container: {
      form: container?.form ?? 'unreadable',
      layout: layout?.form,
      entryDefinitions: layout?.entryDefinitions,
      manifest: manifest?.file,
      builtInImports: template?.builtInImports ?? [],
    },
    ...(vnfd && { vnfd }),
    ...(nsd && { nsd }),
    manifestMetadata: manifest?.metadata ?? {},
    artifacts: entries.map(({ path, sizeBytes }) => ({
      path,
      sizeBytes,
      sha256: digests.get(path)?.sha256 ?? '',
    })),
    diagnostics: toDiagnostics(findings, mode, packageName),
  };
}
