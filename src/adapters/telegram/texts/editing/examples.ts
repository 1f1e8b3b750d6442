import type { ContentVariable } from '../../../../application/ports/content-catalogue.ts';
import { type MessageKey, messages } from '../messages.ts';

/** How values of text may look, by the name of the variable; the same in all texts. */
const examples: Readonly<Record<string, string>> = {
  amount: '+50',
  aspectRatio: '16:9',
  balance: '12 ★',
  code: 'BANANA',
  contact: '@support',
  date: '01.03',
  day: '01.03.2026',
  email: 'anna@example.com',
  imageModel: 'Nano Banana 2',
  imageSize: '2K',
  language: 'English',
  link: 'https://t.me/example_bot?start=r_4fKd82',
  list: '499 ₽',
  mode: '💬',
  name: 'Anna',
  note: '🎁',
  payment: '0199d3c4-6f1a-7c2e-9b1d-2f6a1c0e5b77',
  price: '399 ₽',
  prices: '125 ⭐ / 399 ₽',
  reason: '…',
  sendAsFile: '✓',
  size: '4K',
  textModel: 'Gemini Flash',
  title: 'Starter',
  what: 'Starter',
};

const exampleNumber = 5;

export function variablesOf(key: MessageKey): readonly ContentVariable[] {
  return Object.entries(messages[key]).map(([name, type]) => ({
    name,
    type,
    example: type === 'number' ? exampleNumber : (examples[name] ?? name),
  }));
}
