/** The TOSCA Simple Profile's own base types, as far as SOL001 descriptors stand on them. Notation: ../notation.ts. */
export const toscaFacts = String.raw`
data Root
data json < Root
data xml < Root
data Credential < Root
  protocol? string
  token_type? string
  token! string
  keys? map<string>
  user? string
data TimeInterval < Root
  start_time! timestamp
  end_time! timestamp
data network.NetworkInfo < Root
  network_name? string
  network_id? string
  addresses? list<string>
capability Root
capability Node < Root
capability Container < Root
capability Compute < Container
  name? string
  num_cpus? integer >=1
  cpu_frequency? scalar-unit.frequency
  disk_size? scalar-unit.size
  mem_size? scalar-unit.size
capability Endpoint < Root
capability Network < Root
capability Storage < Root
capability Attachment < Root
capability network.Bindable < Node
capability network.Linkable < Node
capability Scalable < Root
  min_instances! integer = 1
  max_instances! integer = 1
  default_instances? integer
relationship Root
relationship DependsOn < Root
relationship HostedOn < Root
relationship ConnectsTo < Root
relationship AttachesTo < Root
relationship RoutesTo < ConnectsTo
relationship network.LinksTo < DependsOn
relationship network.BindsTo < DependsOn
interface Root
interface node.lifecycle.Standard < Root
  ops create configure start stop delete
interface relationship.Configure < Root
  ops pre_configure_source pre_configure_target post_configure_source post_configure_target add_target \
      add_source target_changed remove_target
artifact Root
artifact File < Root
artifact Deployment < Root
artifact Deployment.Image < Deployment
artifact Deployment.Image.VM < Deployment.Image
artifact Deployment.Image.Container.Docker < Deployment.Image
artifact Implementation < Root
artifact Implementation.Bash < Implementation
artifact Implementation.Python < Implementation
artifact template < Root
policy Root
policy Placement < Root
policy Scaling < Root
policy Update < Root
policy Performance < Root
group Root
node Root
  cap feature Node
  req dependency Node node Root via DependsOn [0,UNBOUNDED]
  iface Standard node.lifecycle.Standard
`;
