import { geminiControl, type Rule } from '../api/gemini-control.ts';
import type { Fault, FaultRule } from '../api/model.ts';
import { telegramControl } from '../api/telegram-control.ts';
import { t } from '../text/dictionary.ts';

/** What the stand-ins are told to do wrong now. */
export type ScriptedFaults = {
  readonly telegram: readonly Fault[];
  readonly gemini: readonly Rule[];
};

export async function readFaults(): Promise<ScriptedFaults> {
  const [telegram, gemini] = await Promise.all([telegramControl.faults(), geminiControl.rules()]);
  return { telegram, gemini: gemini.map(({ id: _id, used: _used, ...rule }) => rule) };
}

/** A fault that the drawer turns on and off. */
export type FaultSwitch = {
  readonly label: string;
  readonly hint: string;
  readonly isOn: (faults: ScriptedFaults) => boolean;
  readonly set: (on: boolean) => Promise<void>;
};

const RETRY_AFTER_S = 2;
const SENDS = ['sendMessage', 'sendPhoto', 'editMessageText'];

export const FAULT_SWITCHES: readonly FaultSwitch[] = [
  telegramSwitch(t.fault429, t.fault429Hint, {
    kind: 'error',
    error_code: 429,
    description: `Too Many Requests: retry after ${RETRY_AFTER_S}`,
    parameters: { retry_after: RETRY_AFTER_S },
  }),
  telegramSwitch(t.faultDown, t.faultDownHint, {
    kind: 'http',
    status: 502,
    body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
    contentType: 'text/html',
  }),
  geminiSwitch(t.faultOverloaded, t.faultOverloadedHint, [
    { behaviour: { kind: 'error', fault: 'overloaded' } },
  ]),
  geminiSwitch(t.faultSafety, t.faultSafetyHint, [
    { behaviour: { kind: 'block_prompt', reason: 'SAFETY' } },
  ]),
  geminiSwitch(t.faultSlow, t.faultSlowHint, [
    { match: { kind: 'text' }, delay: { beforeMs: 4_000, perChunkMs: 250 } },
    { match: { kind: 'image' }, delay: { beforeMs: 10_000 } },
    { match: { kind: 'edit' }, delay: { beforeMs: 10_000 } },
  ]),
];

type TelegramFailure =
  Extract<FaultRule, { kind: 'error' | 'http' }> extends infer Rule
    ? Rule extends unknown
      ? Omit<Rule, 'method' | 'times' | 'skip' | 'chatId'>
      : never
    : never;

/** Hits a few calls and is then off by itself: a Telegram that never answers helps nobody. */
function telegramSwitch(label: string, hint: string, failure: TelegramFailure): FaultSwitch {
  const times = 2;
  const isMine = (fault: Fault) =>
    fault.kind === failure.kind && fault.times === times && SENDS.includes(fault.method);
  return {
    label,
    hint,
    isOn: ({ telegram }) => telegram.some((fault) => isMine(fault) && fault.hits < times),
    set: async (on) => {
      const before = (await telegramControl.faults()).filter(isMine);
      for (const { id } of before) await telegramControl.removeFault(id);
      if (!on) return;
      for (const method of SENDS) {
        await telegramControl.addFault({ ...failure, method, times } as FaultRule);
      }
    },
  };
}

/** Stays on until it is turned off. Rules of others are kept; delays go last, since they end the search. */
function geminiSwitch(label: string, hint: string, rules: readonly Rule[]): FaultSwitch {
  const mine = new Set(rules.map((rule) => JSON.stringify(rule)));
  const isMine = (rule: Rule) => mine.has(JSON.stringify(rule));
  return {
    label,
    hint,
    isOn: ({ gemini }) => gemini.some(isMine),
    set: async (on) => {
      const others = (await readFaults()).gemini.filter((rule) => !isMine(rule));
      const isDelay = rules.every((rule) => rule.behaviour === undefined);
      const added = on ? rules : [];
      await geminiControl.replaceRules(isDelay ? [...others, ...added] : [...added, ...others]);
    },
  };
}
