/** SOL001 PNFD types. Notation: ../notation.ts. */
export const pnfdFacts = `
data nfv.LocationInfo < Root
  country_code! string
  civic_address_element? list<nfv.CivicAddressElement>
  geographic_coordinates? nfv.GeographicCoordinates @2.8.1+
data nfv.CivicAddressElement < Root
  ca_type! string
  ca_value! string
data nfv.GeographicCoordinates < Root @2.8.1+
  latitude_uncertainty? string
  latitude! string
  longitude_uncertainty? string
  longitude! string
  altitude_type! string
  altitude_uncertainty? string
  altitude! string
node nfv.PNF < Root
  descriptor_id! string
  function_description! string
  provider! string
  version! string
  descriptor_invariant_id! string
  name! string
  geographical_location_info? nfv.LocationInfo
  req virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [0,1]
  ext_invariant_id? string @4.3.1+
  version_dependency? list<nfv.VersionDependency> @4.3.1+
node nfv.PnfExtCp < nfv.Cp
  req external_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo @2.5.1-2.6.1
  req external_virtual_link nfv.VirtualLinkable via nfv.VirtualLinksTo [0,1] @2.7.1+
policy nfv.PnfSecurityGroupRule < nfv.Abstract.SecurityGroupRule @2.7.1+
  targets nodes.nfv.PnfExtCp
`;
