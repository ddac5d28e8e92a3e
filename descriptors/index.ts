/**
 * The public surface of the descriptor stage: bytes of a package in, model and diagnostics out. No server, no
 * network, no root.
 */
export type { Diagnostic } from './schema/diagnostic.ts';
export type * from './schema/nsd.ts';
export type { SourceRef } from './schema/source.ts';
export type * from './schema/vnfd.ts';
