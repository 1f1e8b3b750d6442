import type { UploadedFile } from '../../http/multipart.ts';
import type { Params } from '../protocol/params.ts';
import type { World } from '../state/world.ts';

/** One call that passed the check against the specification. */
export type Call = {
  readonly world: World;
  readonly params: Params;
  /** Uploaded files by the name of their part. */
  readonly files: ReadonlyMap<string, UploadedFile>;
  /** Registers what to do when the caller goes away before the answer. */
  readonly onDisconnect: (run: () => void) => void;
};

/** Returns the `result` of the envelope. @throws {Refusal} what Telegram would refuse. */
export type Method = (call: Call) => unknown;

/** Methods by the name that the specification gives them. */
export type MethodTable = Readonly<Record<string, Method>>;
