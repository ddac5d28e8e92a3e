/** Where Netwright keeps things on a compute host. */
export const IMAGES_FOLDER = '/var/lib/netwright/images';
export const VNFC_FOLDER = '/var/lib/netwright/vnfc';
export const VF_FOLDER = '/var/lib/netwright/vf';
export const VHOST_USER_FOLDER = '/run/netwright/vhu';

export interface VnfcPaths {
  readonly folder: string;
  readonly disk: string;
  readonly consoleLog: string;
}

export function vnfcPaths(vnfcId: string): VnfcPaths {
  const folder = `${VNFC_FOLDER}/${vnfcId}`;
  return { folder, disk: `${folder}/disk.qcow2`, consoleLog: `${folder}/console.log` };
}
