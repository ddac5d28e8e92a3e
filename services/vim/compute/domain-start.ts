/** Starting a domain, under a deadline that always ends in a known state. */
import { describeError, NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { OperationContext, VnfcSpec } from '../model.ts';
import { withHostLibvirt } from './libvirt/connection.ts';
import { destroyDomain, startDomain, undefineDomain } from './libvirt/domains.ts';
import { killQemu } from './qemu-process.ts';

/** A start takes 5 to 9 s on the emulated lab host, seconds on real ones; beyond this it hangs on a port. */
const START_DEADLINE_MS = 90_000;
/** What libvirt gets to notice that QEMU was killed. */
const NOTICE_MS = 20_000;

type StartSpec = Pick<VnfcSpec, 'vnfcId' | 'domainName' | 'cell' | 'pageSizeKiB'>;

/**
 * Starts a defined domain. QEMU waits without limit for the peer of each vhost-user port, and libvirt waits for
 * QEMU, so the start has its own libvirt connection, and at the deadline (or on abort) QEMU is killed. Whatever goes
 * wrong, the domain is neither running nor defined afterwards. Throws VIM_DOMAIN_START_TIMEOUT, VIM_NO_PAGES,
 * VIM_LIBVIRT_FAILED, or the abort's reason.
 */
export async function startUnderDeadline(
  host: HostConnection,
  spec: StartSpec,
  ctx: OperationContext,
  deadlineMs: number = START_DEADLINE_MS,
): Promise<void> {
  let gaveUp: 'deadline' | 'abort' | undefined;
  let killed: Promise<void> | undefined;
  const giveUp = (why: 'deadline' | 'abort') => {
    gaveUp ??= why;
    killed ??= killQemu(host, spec.vnfcId);
    // Reported below, if the start itself does not end by it.
    killed.catch(() => {});
  };
  const onAbort = () => giveUp('abort');
  ctx.signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => giveUp('deadline'), deadlineMs);
  try {
    if (ctx.signal.aborted) onAbort();
    ctx.signal.throwIfAborted();
    await withHostLibvirt(host, (libvirt) => startDomain(libvirt, spec.vnfcId, deadlineMs + NOTICE_MS));
  } catch (error) {
    clearTimeout(timer);
    await killed;
    await removeDomain(host, spec.vnfcId);
    if (gaveUp === 'abort') throw ctx.signal.reason;
    throw explain(host, spec, error, gaveUp === 'deadline' ? deadlineMs : undefined);
  } finally {
    clearTimeout(timer);
    ctx.signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Destroys and undefines, and returns only when no process of the domain is left: its cores, pages and VFs are free
 * no sooner. Succeeds on a domain that does not exist.
 */
export async function removeDomain(host: HostConnection, uuid: string): Promise<void> {
  await withHostLibvirt(host, async (libvirt) => {
    try {
      await destroyDomain(libvirt, uuid);
    } catch {
      // libvirt gives up on a QEMU that hangs; SIGKILL does not, and then libvirt can clean up behind it.
      await killQemu(host, uuid);
      await destroyDomain(libvirt, uuid);
    }
    // Also finds a QEMU that libvirt has lost.
    await killQemu(host, uuid);
    await undefineDomain(libvirt, uuid);
  });
}

function explain(
  host: HostConnection,
  spec: StartSpec,
  error: unknown,
  expiredMs: number | undefined,
): unknown {
  const facts = { hostId: host.hostId, vnfcId: spec.vnfcId, domainName: spec.domainName };
  if (expiredMs !== undefined) {
    return new NetwrightError(
      vimErrors.VIM_DOMAIN_START_TIMEOUT,
      `${spec.domainName} on ${host.hostId} did not start within ${expiredMs} ms and was killed`,
      { facts, cause: error },
    );
  }
  if (
    spec.pageSizeKiB !== null &&
    /unable to map backing store|Cannot allocate memory/.test(describeError(error))
  ) {
    return new NetwrightError(
      vimErrors.VIM_NO_PAGES,
      `cell ${spec.cell} of ${host.hostId} has not enough free pages of ${spec.pageSizeKiB} KiB for ${spec.domainName}`,
      { facts: { ...facts, cell: spec.cell, pageSizeKiB: spec.pageSizeKiB }, cause: error },
    );
  }
  return error;
}
