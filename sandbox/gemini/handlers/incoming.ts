import type { Control, Decision } from '../control/control.ts';
import type { Call, CallKind } from '../control-api.ts';
import type { Painter } from '../pictures/painter.ts';
import { faultError } from '../protocol/google-error.ts';
import { failed, type Handled } from '../protocol/outcome.ts';
import type { Route } from '../protocol/route.ts';
import { pause } from '../protocol/send.ts';

/** One request on its way through a handler, with what the call log will say about it. */
export interface Incoming {
  readonly control: Control;
  readonly painter: Painter;
  readonly body: Buffer;
  readonly query: Readonly<Record<string, string>>;
  header(name: string): string | undefined;
  /** `http://host:port/gemini` as the client wrote it. */
  readonly baseUrl: string;
  /** Aborted when the client leaves or the stand-in drops the call. */
  readonly signal: AbortSignal;
  readonly notes: Notes;
}

/** Filled by handlers as they learn more. */
export interface Notes {
  kind: CallKind | undefined;
  model: string | undefined;
  backend: Call['backend'];
  streamed: boolean;
  prompt: string;
  earlierUserTurns: number;
  inputImages: number;
  body: unknown;
  behaviour: Call['behaviour'];
}

export type ModelRoute = Extract<Route, { kind: 'model' }>;

const HANG_MS = 120_000;

/** Notes the decision and waits its delay; an outcome when the call ends here: scripted error, hang, client gone. */
export async function obey(
  incoming: Incoming,
  decision: Decision,
  target: { readonly modelId: string; readonly apiVersion: string; readonly method: string },
): Promise<Handled | undefined> {
  const { behaviour } = decision;
  incoming.notes.behaviour = behaviour.kind;
  if (!(await pause(decision.beforeMs, incoming.signal))) return hang(0);
  if (behaviour.kind === 'hang') return hang(behaviour.maxMs ?? HANG_MS);
  if (behaviour.kind !== 'error') return undefined;
  return failed(faultError(behaviour.fault, target, behaviour.retryDelayMs));
}

function hang(maxMs: number): Handled {
  return { outcome: { kind: 'hang', maxMs }, report: { result: 'failed' } };
}
