/** What `netwright package init` writes: the smallest VNF package that deploys, with a comment where to change what. */
import { randomUUID } from 'node:crypto';

export interface TemplateOptions {
  readonly name: string;
  readonly provider: string;
  readonly imageSha256: string | undefined;
}

/** Path inside the folder → text. */
export function vnfPackageTemplate({ name, provider, imageSha256 }: TemplateOptions): Record<string, string> {
  const vnfdId = randomUUID();
  const nodeType = `${provider.replace(/[^A-Za-z0-9]+/g, '_')}.${name.replace(/-/g, '_')}`;
  return {
    'TOSCA-Metadata/TOSCA.meta': `TOSCA-Meta-File-Version: 1.1
CSAR-Version: 1.1
Created-By: ${provider}
Entry-Definitions: Definitions/${name}.yaml
ETSI-Entry-Manifest: ${name}.mf
ETSI-Entry-Change-Log: ChangeLog.txt
`,
    'ChangeLog.txt': '1.0.0\n  First version.\n',
    [`${name}.mf`]: `metadata:
  vnf_product_name: ${name}
  vnf_provider_id: ${provider}
  vnf_package_version: 1.0.0
  vnf_release_date_time: ${new Date().toISOString().replace(/\.\d+Z$/, 'Z')}
  vnfd_id: ${vnfdId}
  vnf_software_version: 1.0.0
  vnfm_info: etsivnfm:v4.3.1
  compatible_specification_versions: 4.3.1
`,
    [`Definitions/${name}-type.yaml`]: typeText(name, provider, nodeType, vnfdId),
    [`Definitions/${name}.yaml`]: vnfdText(name, nodeType, vnfdId, imageSha256 ?? '0'.repeat(64)),
  };
}

function typeText(name: string, provider: string, nodeType: string, vnfdId: string): string {
  const property = (key: string, value: string) => `      ${key}:
        type: string
        constraints: [valid_values: ["${value}"]]
        default: "${value}"
`;
  return `# What the VNF looks like from outside; an NSD that uses it imports this file too.
tosca_definitions_version: tosca_simple_yaml_1_3
description: Node type of ${name}

imports:
  - etsi_nfv_sol001_vnfd_types.yaml

node_types:
  ${nodeType}:
    derived_from: tosca.nodes.nfv.VNF
    properties:
${property('descriptor_id', vnfdId)}${property('descriptor_version', '1.0.0')}${property('provider', provider)}${property('product_name', name)}${property('software_version', '1.0.0')}      vnfm_info:
        type: list
        entry_schema:
          type: string
        default: ["etsivnfm:v4.3.1"]
${property('flavour_id', 'default')}${property('flavour_description', 'One VNFC')}    requirements:
      - virtual_link_left:
          capability: tosca.capabilities.nfv.VirtualLinkable
          relationship: tosca.relationships.nfv.VirtualLinksTo
          occurrences: [1, 1]
      - virtual_link_right:
          capability: tosca.capabilities.nfv.VirtualLinkable
          relationship: tosca.relationships.nfv.VirtualLinksTo
          occurrences: [1, 1]
`;
}

function vnfdText(name: string, nodeType: string, vnfdId: string, sha256: string): string {
  return `# VNFD of ${name} (ETSI GS NFV-SOL 001, types edition 4.3.1).
tosca_definitions_version: tosca_simple_yaml_1_3
description: ${name}

imports:
  - etsi_nfv_sol001_vnfd_types.yaml # built in; not part of the package
  - ${name}-type.yaml

topology_template:
  substitution_mappings:
    node_type: ${nodeType}
    requirements:
      virtual_link_left: [CP_LEFT, virtual_link]
      virtual_link_right: [CP_RIGHT, virtual_link]

  node_templates:
    VNF:
      type: ${nodeType}
      properties:
        descriptor_id: ${vnfdId}
        flavour_id: default

    VDU_1:
      type: tosca.nodes.nfv.Vdu.Compute
      properties:
        name: ${name}
        description: The one virtual machine of the VNF
        vdu_profile:
          min_number_of_instances: 1
          max_number_of_instances: 1
      capabilities:
        virtual_compute:
          properties:
            virtual_cpu:
              num_virtual_cpu: 1
              virtual_cpu_pinning:
                virtual_cpu_pinning_policy: static # a CPU of its own
            virtual_memory:
              virtual_mem_size: 256 MiB
              numa_enabled: true # all memory on the cell of the CPU
              huge_pages_requirements: # vhost-user ports need huge pages
                - hugepage_size: 2 MiB
                  requested_size: 256 MiB
      artifacts:
        sw_image:
          type: tosca.artifacts.nfv.SwImage
          file: Files/images/${name}.qcow2
          properties:
            name: ${name}
            version: "1.0.0"
            checksum: # of the image file; zeros match no file
              algorithm: sha-256
              hash: "${sha256}"
            container_format: bare
            disk_format: qcow2
            min_disk: 16 MiB
            min_ram: 128 MiB
${port('CP_LEFT', 0)}${port('CP_RIGHT', 1)}
  policies:
    - instantiation_levels:
        type: tosca.policies.nfv.InstantiationLevels
        properties:
          levels:
            default:
              description: One VNFC
          default_level: default
    - vdu_1_initial_delta:
        type: tosca.policies.nfv.VduInitialDelta
        properties:
          initial_delta:
            number_of_instances: 1
        targets: [VDU_1]
    - vdu_1_instantiation_levels:
        type: tosca.policies.nfv.VduInstantiationLevels
        properties:
          levels:
            default:
              number_of_instances: 1
        targets: [VDU_1]
`;
}

function port(name: string, order: number): string {
  return `
    ${name}:
      type: tosca.nodes.nfv.VduCp
      properties:
        layer_protocols: [ethernet]
        order: ${order}
        vnic_type: virtio-forwarder # a port of the user-space switch (vhost-user)
      requirements:
        - virtual_binding: VDU_1
`;
}
