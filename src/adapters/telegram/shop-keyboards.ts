import type { InlineKeyboardMarkup } from 'grammy/types';
import type { PlainMoney } from '../../application/notices.ts';
import type { PaymentId } from '../../domain/shared/ids.ts';
import type { Language } from '../../domain/users/user.ts';
import { shopCallbackData } from './shop-callback-data.ts';
import { formatMoney } from './texts/format-money.ts';
import { translate } from './texts/translate.ts';

/** Leads to what is for sale, from wherever it stands; in a group to the bot's own chat. */
export function buyKeyboard(language: Language): InlineKeyboardMarkup {
  const text = translate(language, 'button-buy');
  return { inline_keyboard: [[{ text, callback_data: shopCallbackData({ kind: 'buy' }) }]] };
}

/** To a provider's page, and to ask whether it was paid. */
export function paymentPageKeyboard(
  language: Language,
  page: { readonly url: string; readonly price: PlainMoney; readonly paymentId: PaymentId },
): InlineKeyboardMarkup {
  const { url, paymentId } = page;
  const price = formatMoney(language, page.price);
  const check = shopCallbackData({ kind: 'check', paymentId });
  return {
    inline_keyboard: [
      [{ text: translate(language, 'button-pay', { price }), url }],
      [{ text: translate(language, 'button-check'), callback_data: check }],
    ],
  };
}
