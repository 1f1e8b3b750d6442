import { err, ok, type Result } from '../shared/result.ts';

/** What an admin may change while the product runs. */
export interface Settings {
  readonly welcomeCredits: number;
  readonly requestsPerMinute: number;
  readonly activeJobsPerUser: number;
  readonly waitingJobsPerUser: number;
  readonly referralInviterCredits: number;
  readonly referralInviteeCredits: number;
  readonly referralRewardsPerDay: number;
  readonly contextTokens: number;
  readonly maxPromptCharacters: number;
  readonly generationTimeoutSeconds: number;
  readonly defaultTextModel: string;
  readonly defaultImageModel: string;
  readonly systemInstruction: string;
  readonly starsPayments: Switch;
  readonly rubPayments: Switch;
  readonly receipts: Switch;
  readonly receiptVatCode: number;
  readonly receiptTaxSystem: number;
  readonly receiptSubject: string;
  readonly receiptMode: string;
  readonly referralRewardOn: 'first_use' | 'first_payment';
  readonly referralPaymentPercent: number;
  readonly supportContact: string;
}

export type Switch = 'on' | 'off';

export type SettingName = keyof Settings;

// In brackets: a union of choices is one definition, not one for each choice.
type Definition<T> = [T] extends [number]
  ? {
      readonly type: 'integer';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly description: string;
    }
  : string extends T
    ? { readonly type: 'text'; readonly default: string; readonly description: string }
    : {
        readonly type: 'choice';
        readonly default: T;
        readonly choices: readonly T[];
        readonly description: string;
      };

export const settingDefinitions: {
  readonly [name in SettingName]: Definition<Settings[name]>;
} = {
  welcomeCredits: integer(10, 0, 100_000, 'Credits that a new user starts with'),
  requestsPerMinute: integer(20, 1, 10_000, 'Requests that one user may make within a minute'),
  activeJobsPerUser: integer(2, 1, 1_000, 'Requests of one user that run at once; more wait'),
  waitingJobsPerUser: integer(10, 0, 1_000, 'Requests of one user that may wait for their turn'),
  referralInviterCredits: integer(5, 0, 100_000, 'Bonus for inviting, paid on first use'),
  referralInviteeCredits: integer(5, 0, 100_000, 'Bonus for coming by invitation'),
  referralRewardsPerDay: integer(10, 0, 100_000, 'Invitees a day that an inviter is paid for'),
  contextTokens: integer(8_000, 0, 1_000_000, 'Tokens of earlier messages sent with a question'),
  maxPromptCharacters: integer(20_000, 1, 1_000_000, 'Longest accepted request, in characters'),
  generationTimeoutSeconds: integer(900, 10, 86_400, 'A request unfinished for so long expires'),
  defaultTextModel: text('gemini-3.8-flash', 'Text model of users who chose none'),
  defaultImageModel: text('gemini-nano-banana-2.1', 'Image model of users who chose none'),
  systemInstruction: text(
    'You are Nano Banana, a helpful assistant in a Telegram chat. Answer in the language of the user. Be clear and brief. Use Markdown where it helps.',
    'What the text model is told before every conversation',
  ),
  starsPayments: onOff('on', 'Sell for Telegram Stars'),
  rubPayments: onOff('on', 'Sell for rubles. Telegram wants digital goods sold for Stars alone'),
  receipts: onOff('off', 'Send fiscal receipts (54-FZ) with payments and refunds in rubles'),
  receiptVatCode: integer(1, 1, 12, 'VAT code of the receipt: 1 is without VAT, 11 is 22 %'),
  receiptTaxSystem: integer(0, 0, 6, 'Tax system code of the receipt; 0 leaves it out'),
  receiptSubject: text('service', 'Payment subject of the receipt, as YooKassa names it'),
  receiptMode: text('full_payment', 'Payment mode of the receipt, as YooKassa names it'),
  referralRewardOn: choice(
    'first_use',
    ['first_use', 'first_payment'],
    "What of the invitee's earns the inviter the bonus",
  ),
  referralPaymentPercent: integer(0, 0, 100, "Percent of an invitee's purchases for the inviter"),
  supportContact: text('', 'Where people write about payments, like @name or an address'),
};

export const settingNames = Object.keys(settingDefinitions) as SettingName[];

export const defaultSettings: Settings = Object.fromEntries(
  settingNames.map((name) => [name, settingDefinitions[name].default]),
) as unknown as Settings;

export interface InvalidSetting {
  readonly kind: 'invalid_setting';
  readonly name: SettingName;
  /** Says the rule and the current value. */
  readonly message: string;
}

/** Reads a value from outside (an environment variable, a form, a JSON column). */
export function parseSetting(
  name: SettingName,
  value: unknown,
): Result<string | number, InvalidSetting> {
  const definition = settingDefinitions[name];
  const invalid = (rule: string) =>
    err({
      kind: 'invalid_setting' as const,
      name,
      message: `must be ${rule}: current value is ${JSON.stringify(value)}`,
    });
  if (definition.type === 'text') {
    return typeof value === 'string' ? ok(value) : invalid('a text');
  }
  if (definition.type === 'choice') {
    const chosen = definition.choices.find((choice) => choice === value);
    return chosen === undefined ? invalid(`one of ${definition.choices.join(', ')}`) : ok(chosen);
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const { min, max } = definition;
  return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max
    ? ok(number)
    : invalid(`a whole number from ${min} to ${max}`);
}

function integer(value: number, min: number, max: number, description: string) {
  return { type: 'integer' as const, default: value, min, max, description };
}

function text(value: string, description: string) {
  return { type: 'text' as const, default: value, description };
}

function choice<T extends string>(value: T, choices: readonly T[], description: string) {
  return { type: 'choice' as const, default: value, choices, description };
}

function onOff(value: Switch, description: string) {
  return choice<Switch>(value, ['on', 'off'], description);
}
