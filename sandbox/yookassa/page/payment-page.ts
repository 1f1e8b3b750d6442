import type { MethodName, PaymentCancelReason } from '../objects.ts';
import { roubles } from '../state/money.ts';
import type { PaymentRecord } from '../state/payment.ts';
import { type Html, html } from './html.ts';
import { type EndingIcon, endingIcon, methodIcon } from './icons.ts';
import { style } from './style.ts';
import {
  amountText,
  type Ending,
  type Language,
  offeredReasons,
  type Texts,
  textsOf,
} from './texts.ts';

export type PageContent = {
  readonly payment: PaymentRecord;
  readonly shopName: string;
  readonly language: Language;
  /** Where the payer goes back to. */
  readonly returnUrl: string | undefined;
};

export function paymentPage(content: PageContent): string {
  const { payment, language } = content;
  const texts = textsOf(language);
  const title = `${content.shopName}: ${texts.title.toLowerCase()}`;
  const body = payment.status === 'pending' ? choice(content, texts) : result(content, texts);
  return wholePage(language, title, body);
}

export function missingPage(language: Language): string {
  const texts = textsOf(language);
  const body = html`<section class="card end">
<div class="mark wait">${endingIcon('bad')}</div>
<h1>${texts.missing}</h1><p>${texts.missingHint}</p></section>`;
  return wholePage(language, texts.missing, body);
}

function wholePage(language: Language, title: string, body: Html): string {
  const { sandbox, sandboxHint } = textsOf(language);
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<div class="strip" role="note"><b>${sandbox}</b> · ${sandboxHint}</div>
<main>${body}</main>
</body>
</html>
`.html;
}

function choice({ payment, shopName, language }: PageContent, texts: Texts): Html {
  const amount = amountText(language, roubles(payment.amountKopecks).value);
  return html`<section class="card">
<div class="shop"><i>${initialOf(shopName)}</i><div><b>${shopName}</b><span>${payment.description}</span></div></div>
<div class="sum"><span>${texts.toPay}</span><strong>${amount}</strong></div>
<form method="post">
<input type="hidden" name="action" value="pay">
<fieldset><legend>${texts.chooseMethod}</legend>${methods(payment.methods, texts)}</fieldset>
<button class="button pay">${texts.pay(amount)}</button>
</form>
</section>
<details class="card"><summary>${texts.otherEndings}</summary>
<div class="other">
<form method="post">
<input type="hidden" name="action" value="decline">
<label class="field">${texts.reason}<select name="reason">${reasons(texts)}</select></label>
<button class="button quiet">${texts.decline}</button>
</form>
<form method="post">
<input type="hidden" name="action" value="expire">
<button class="button quiet">${texts.expire}</button>
<p class="hint">${texts.expireHint}</p>
</form>
</div></details>
${number(payment, texts)}`;
}

function methods(offered: readonly MethodName[], texts: Texts): Html[] {
  return offered.map((method, index) => {
    const [title, hint] = texts.methods[method];
    const checked = index === 0 ? html` checked` : undefined;
    return html`<label class="method">
<input type="radio" name="method" value="${method}"${checked}>${methodIcon(method)}
<span><b>${title}</b><small>${hint}</small></span></label>`;
  });
}

function reasons(texts: Texts): Html[] {
  return offeredReasons.map(
    (reason) => html`<option value="${reason}">${texts.reasons[reason] ?? reason}</option>`,
  );
}

function result(content: PageContent, texts: Texts): Html {
  const { payment, shopName, language } = content;
  const ending = endingOf(payment);
  const [title, text] = texts.endings[ending];
  const amount = amountText(language, roubles(payment.amountKopecks).value);
  return html`<section class="card end">
<div class="mark ${MARKS[ending][0]}">${endingIcon(MARKS[ending][1])}</div>
<h1>${title}</h1>
<div class="amount">${amount}</div>
${reasonLine(payment.cancellation?.reason, ending, texts)}
<p>${text}</p>
${backLink(content.returnUrl, texts)}
<dl class="facts">
<div><dt>${shopName}</dt><dd>${payment.description}</dd></div>
${methodLine(payment, texts)}
${refundLine(content, texts)}
</dl>
</section>
${number(payment, texts)}`;
}

const MARKS: Readonly<Record<Ending, readonly [tone: 'good' | 'bad' | 'wait', EndingIcon]>> = {
  paid: ['good', 'good'],
  held: ['wait', 'time'],
  declined: ['bad', 'bad'],
  expired: ['wait', 'time'],
  refunded: ['good', 'back'],
};

function endingOf(payment: PaymentRecord): Ending {
  if (payment.status === 'waiting_for_capture') return 'held';
  if (payment.status === 'succeeded') {
    return payment.refundedKopecks === payment.amountKopecks ? 'refunded' : 'paid';
  }
  return payment.cancellation?.reason === 'expired_on_confirmation' ? 'expired' : 'declined';
}

function number({ id }: PaymentRecord, texts: Texts): Html {
  return html`<footer>${texts.number} <span>${id}</span></footer>`;
}

function reasonLine(
  reason: PaymentCancelReason | undefined,
  ending: Ending,
  texts: Texts,
): Html | undefined {
  if (ending !== 'declined' || reason === undefined) return undefined;
  return html`<div class="reason">${texts.reasons[reason] ?? reason}</div>`;
}

function backLink(returnUrl: string | undefined, texts: Texts): Html | undefined {
  return returnUrl === undefined
    ? undefined
    : html`<a class="button" href="${returnUrl}">${texts.back}</a>`;
}

function methodLine({ method }: PaymentRecord, texts: Texts): Html | undefined {
  if (method === undefined) return undefined;
  return html`<div><dt>${texts.chooseMethod}</dt><dd>${texts.methods[method.type][0]}</dd></div>`;
}

function refundLine({ payment, language }: PageContent, texts: Texts): Html | undefined {
  if (payment.refundedKopecks === 0n) return undefined;
  const refunded = amountText(language, roubles(payment.refundedKopecks).value);
  const amount = amountText(language, roubles(payment.amountKopecks).value);
  return html`<div><dt>${texts.refund}</dt><dd>${texts.refunded(refunded, amount)}</dd></div>`;
}

function initialOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? '·';
}
