/** What the exit code of `netwright` says; part of the CLI's contract. */
export const exitCodes = {
  success: 0,
  /** The operation ended FAILED or ROLLED_BACK, or something unforeseen happened. */
  failed: 1,
  usage: 2,
  descriptor: 3,
  notFound: 4,
  /** Refused: state conflict, placement, stale plan. */
  conflict: 5,
  auth: 6,
  /** The wait is over, the operation is not. */
  timeout: 7,
  /** FAILED_TEMP: an operator must decide. */
  decisionNeeded: 8,
  unreachable: 9,
  /** A promise of a descriptor does not hold. */
  drift: 10,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const DESCRIPTOR_CODES =
  /^(NFVO_(PACKAGE_INVALID|PACKAGE_WRONG_KIND|IMAGE_CHECKSUM_MISMATCH|VNFD_NOT_ONBOARDED|IMAGE_MISSING)|NFV-D\d+)$/;

/** The exit code for a ProblemDetails the server answered with. */
export function exitCodeOf({ status, code }: { readonly status: number; readonly code: string }): ExitCode {
  if (DESCRIPTOR_CODES.test(code)) return exitCodes.descriptor;
  if (status === 401 || status === 403) return exitCodes.auth;
  if (status === 404) return exitCodes.notFound;
  if (status === 409 || status === 412 || status === 422) return exitCodes.conflict;
  if (status === 400) return exitCodes.usage;
  return exitCodes.failed;
}
