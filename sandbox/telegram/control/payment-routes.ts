import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TelegramControl } from './control.ts';
import * as schemas from './payment-schemas.ts';
import { body, idParam, textParam } from './request.ts';

/** Invoices, payments, Stars and subscriptions over HTTP. */
export function paymentRoutes(scope: FastifyInstance, control: TelegramControl): void {
  scope.post('/users/:userId/pay', (request) =>
    control.pay(idParam(request, 'userId'), body(request, schemas.payInvoiceSchema)),
  );
  scope.put('/users/:userId/stars', (request) => {
    const { stars } = body(request, schemas.setStarsSchema);
    return control.setStars(idParam(request, 'userId'), stars);
  });
  invoiceRoutes(scope, control);
  scope.get('/payments', (request) => ({ payments: control.payments(userIn(request)) }));
  scope.post('/payments/lose', (request) =>
    control.losePayments(body(request, schemas.losePaymentsSchema).count),
  );
  scope.post('/payments/:chargeId/refund', (request) =>
    control.refundElsewhere(charge(request), body(request, schemas.refundElsewhereSchema)),
  );
  scope.post('/payments/:chargeId/repeat', (request) =>
    control.repeatPayment(charge(request), body(request, schemas.repeatPaymentSchema)),
  );
  subscriptionRoutes(scope, control);
}

function invoiceRoutes(scope: FastifyInstance, control: TelegramControl): void {
  scope.get('/invoices/:slug', (request) => control.invoice(textParam(request, 'slug')));
  scope.get('/chats/:chatId/messages/:messageId/invoice', (request) =>
    control.invoiceOfMessage(idParam(request, 'chatId'), idParam(request, 'messageId')),
  );
  scope.post('/chats/:chatId/messages/:messageId/forward-invoice', (request) =>
    control.forwardInvoice(
      idParam(request, 'chatId'),
      idParam(request, 'messageId'),
      body(request, schemas.forwardInvoiceSchema),
    ),
  );
}

function subscriptionRoutes(scope: FastifyInstance, control: TelegramControl): void {
  scope.get('/subscriptions', (request) => ({
    subscriptions: control.subscriptions(userIn(request)),
  }));
  scope.post('/subscriptions/:chargeId/renew', (request) =>
    control.renewSubscription(charge(request)),
  );
  scope.post('/subscriptions/:chargeId/cancel', (request) =>
    control.cancelSubscription(charge(request)),
  );
  scope.post('/subscriptions/:chargeId/resume', (request) =>
    control.resumeSubscription(charge(request)),
  );
  scope.post('/subscriptions/:chargeId/fail', (request) =>
    control.failSubscription(charge(request)),
  );
}

function charge(request: FastifyRequest): string {
  return textParam(request, 'chargeId');
}

function userIn(request: FastifyRequest): number | undefined {
  return schemas.ofUserSchema.parse(request.query).userId;
}
