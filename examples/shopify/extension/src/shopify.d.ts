// What Shopify gives the extension as a global variable.

declare const shopify: import("@shopify/ui-extensions/customer-account.page.render").Api;
