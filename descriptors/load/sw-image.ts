/** The software image of a VDU: its artifact, the file in the package, and what is said about it. */
import { posix } from 'node:path';
import type { Report } from '../lint/rule.ts';
import { hashAlgorithm } from '../lint/rules/hash-algorithm.ts';
import { missingArtifact } from '../lint/rules/missing-artifact.ts';
import { missingImage } from '../lint/rules/missing-image.ts';
import { severalImages } from '../lint/rules/several-images.ts';
import { sourceOf, textOf } from '../schema/node.ts';
import type { Artifact, NodeTemplate, ServiceTemplate, Topology } from '../schema/service-template.ts';
import type { SwImage } from '../schema/vnfd.ts';
import type { Container } from './container.ts';
import { oneOf, readerOf } from './property-reader.ts';

const SW_IMAGE = 'tosca.artifacts.nfv.SwImage';
const DISK_FORMATS = ['qcow2', 'raw', 'iso', 'vdi', 'vhd', 'vhdx', 'vmdk', 'aki', 'ami', 'ari'] as const;
const ALGORITHM_BY_LENGTH = { 56: 'sha-224', 64: 'sha-256', 96: 'sha-384', 128: 'sha-512' } as const;

interface ImageSite {
  readonly node: NodeTemplate;
  readonly artifact: Artifact;
}

/** The image of a VDU or of the storage it boots from; undefined (reported) where there is none. */
export function readSwImage(
  vdu: NodeTemplate,
  topology: Topology,
  template: ServiceTemplate,
  container: Container,
  report: Report,
): SwImage | undefined {
  const own = sitesOn(vdu, template);
  const storages = vdu.requirements
    .filter((r) => r.name === 'virtual_storage')
    .flatMap((r) => topology.nodes.get(r.target?.value ?? '') ?? []);
  const [site] = own.length > 0 ? own : storages.flatMap((node) => sitesOn(node, template));
  if (own.length > 1 && own[1] !== undefined)
    report(severalImages, sourceOf(own[1].artifact.key), `${vdu.name} has ${own.length} software images`);
  if (site === undefined) {
    report(missingImage, sourceOf(vdu.key), `${vdu.name} has no artifact of type ${SW_IMAGE}`);
    return undefined;
  }
  return readImage(site, topology, container, report);
}

function sitesOn(node: NodeTemplate, template: ServiceTemplate): ImageSite[] {
  const images = node.artifacts.filter(
    (a) => a.type !== undefined && template.types.isA(a.type.value, SW_IMAGE),
  );
  const short = node.artifacts.filter((a) => a.type === undefined && a.file !== undefined);
  const described = node.properties?.entries.has('sw_image_data') === true;
  return (images.length === 0 && described ? short : images).map((artifact) => ({ node, artifact }));
}

function readImage(
  { node, artifact }: ImageSite,
  topology: Topology,
  container: Container,
  report: Report,
): SwImage | undefined {
  const data = readerOf(
    artifact.properties ?? node.properties?.entries.get('sw_image_data')?.value,
    topology,
  );
  const source = sourceOf(artifact.key);
  const written = textOf(artifact.file);
  const artifactPath = written === undefined ? undefined : findArtifact(written, topology.file, container);
  if (artifactPath === undefined && container.form !== 'file') {
    const place = artifact.file === undefined ? source : sourceOf(artifact.file);
    report(
      missingArtifact,
      place,
      written === undefined ? `${artifact.name} names no file` : `"${written}" is not in the package`,
    );
  }
  const path = artifactPath ?? written ?? '';
  const minDiskMiB = data.mebibytes('min_disk');
  const minRamMiB = data.mebibytes('min_ram');
  return {
    id: node.name,
    name: data.text('name') ?? node.name,
    version: data.text('version') ?? '',
    checksum: readChecksum(data, artifact, report),
    containerFormat: data.text('container_format')?.toLowerCase() ?? 'bare',
    diskFormat:
      oneOf(data.text('disk_format'), DISK_FORMATS) ??
      oneOf(posix.extname(path).slice(1), DISK_FORMATS) ??
      'raw',
    artifactPath: path,
    ...(minDiskMiB !== undefined && { minDiskMiB }),
    ...(minRamMiB !== undefined && { minRamMiB }),
    source,
  };
}

/** Relative to the descriptor as TOSCA says, or to the root of the package as most people write. */
export function findArtifact(
  written: string,
  descriptorFile: string,
  container: Container,
): string | undefined {
  const candidates = [
    posix.join(posix.dirname(descriptorFile), written),
    posix.normalize(written).replace(/^(\.\.\/|\/)+/, ''),
  ];
  return candidates.find((c) => container.entries.has(c));
}

/** A map since 2.6.1, a plain text before. An absent one is filled in from the file itself. */
function readChecksum(
  data: ReturnType<typeof readerOf>,
  artifact: Artifact,
  report: Report,
): SwImage['checksum'] {
  const plain = data.text('checksum');
  const hash = (plain ?? data.text('checksum', 'hash') ?? '').toLowerCase();
  const written = data.text('checksum', 'algorithm');
  const known = oneOf(written?.replace(/^sha[-_]?(?=\d)/i, 'sha-'), [
    'sha-224',
    'sha-256',
    'sha-384',
    'sha-512',
  ]);
  if (written !== undefined && known === undefined) {
    const place = data.source('checksum', 'algorithm') ?? sourceOf(artifact.key);
    report(hashAlgorithm, place, `${artifact.name}: checksum algorithm "${written}" is not known`);
  }
  const byLength = ALGORITHM_BY_LENGTH[hash.length as keyof typeof ALGORITHM_BY_LENGTH];
  return { algorithm: known ?? byLength ?? 'sha-256', hash };
}
