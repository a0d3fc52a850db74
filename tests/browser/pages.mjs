// SPDX-License-Identifier: Apache-2.0
// Every page a person can open, for the tests of the look and for ./dev shots. Add new pages here.
export const FOR_STRANGERS = {
  front: '/',
  register: '/register',
  login: '/login',
  recover: '/recover',
  'staff-login': '/staff/login',
  catalogue: '/catalogue',
  plan: '/catalogue/vps-start',
  'plan-chosen': '/catalogue/vps-start?months=3&option.disk=50&option.addon.backup=1&promo=NOPE',
  'plan-addon': '/catalogue/backup',
  missing: '/no-such-page',
  components: '/demo/components',
  outbox: '/demo/outbox',
};

export const FOR_CUSTOMERS = {
  home: '/home',
  terms: '/terms',
  profile: '/profile',
  'profile-phone': '/profile/phone',
  security: '/security',
  history: '/security/history',
  transactions: '/transactions',
  spending: '/spending',
  password: '/security/password',
  invoices: '/invoices',
  payers: '/payers',
  'payer-kinds': '/payers/new',
  'payer-company': '/payers/new?kind=company',
};

export const FOR_STAFF = {
  'staff-catalogue': '/staff/catalogue',
  'staff-plan': '/staff/catalogue/plans/vps-start',
  'staff-draft': '/staff/catalogue/plans/vps-start/draft',
  'staff-preview': '/staff/catalogue/plans/vps-start/preview',
  'staff-promos': '/staff/catalogue/promos',
  'staff-promo': '/staff/catalogue/promos/START10',
  'staff-taxes': '/staff/catalogue/taxes',
  'staff-group': '/staff/catalogue/groups/vps',
  'staff-dashboard': '/staff',
  'staff-me': '/staff/me',
  'staff-password': '/staff/me/password',
  'staff-proof': '/staff/proof',
  'staff-members': '/staff/staff',
  'staff-audit': '/staff/audit',
  'staff-audit-empty': '/staff/audit?member=nobody',
  'staff-jobs': '/staff/jobs',
  'staff-customers': '/staff/accounts?q=olena',
  'staff-missing-customer': '/staff/accounts?q=nobody.at.all',
};
