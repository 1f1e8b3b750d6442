import type { Sandbox } from '../../../sandbox/server.ts';
import type { FaultRule as TelegramFault } from '../../../sandbox/telegram/control-api.ts';
import type { FaultRule as YooKassaFault } from '../../../sandbox/yookassa/control-api.ts';

/** From 0 to below 1. */
export type Random = () => number;

/** Small and seeded (mulberry32), so that a run that failed can be run again. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const yookassaCalls = [
  { method: 'POST', path: '/payments' },
  { method: 'GET', path: '/payments/*' },
  { method: 'POST', path: '/refunds' },
] as const;

const yookassaFaults = [
  { kind: 'status', status: 500, when: 'before' },
  { kind: 'status', status: 500, when: 'after' },
  { kind: 'drop', when: 'before' },
  { kind: 'drop', when: 'after' },
  { kind: 'delay', delayMs: 1_500, when: 'after' },
] as const;

const telegramMethods = [
  'sendInvoice',
  'sendMessage',
  'answerPreCheckoutQuery',
  'answerCallbackQuery',
  'refundStarPayment',
] as const;

const telegramFaults = [
  { kind: 'drop-before' },
  { kind: 'drop-after' },
  { kind: 'http', status: 502, body: '<html>Bad Gateway</html>' },
  { kind: 'delay', delayMs: 1_000 },
] as const;

/** The longest that a notification is held up. */
const longestDelayMs = 4_000;

/** Something goes wrong once: with a call to a provider, or with a notification from one. */
export function brew({ telegram, yookassa }: Sandbox, random: Random): void {
  const chance = random();
  if (chance < 0.3) {
    const fault: YooKassaFault = {
      ...oneOf(yookassaFaults, random),
      ...oneOf(yookassaCalls, random),
      times: 1,
    };
    yookassa.addFault(fault);
  } else if (chance < 0.5) {
    const fault: TelegramFault = {
      ...oneOf(telegramFaults, random),
      method: oneOf(telegramMethods, random),
      times: 1,
    };
    telegram.addFault(fault);
  } else if (chance < 0.72) {
    yookassa.loseNotifications(random() < 0.5 ? 1 : 2);
  } else if (chance < 0.88) {
    yookassa.duplicateNotifications(1);
  } else {
    yookassa.delayNotifications(random() * longestDelayMs, 1);
  }
}

function oneOf<T>(choices: readonly T[], random: Random): T {
  const [chosen] = choices.slice(Math.floor(random() * choices.length));
  if (chosen === undefined) {
    throw new RangeError('Cannot choose one of nothing');
  }
  return chosen;
}
