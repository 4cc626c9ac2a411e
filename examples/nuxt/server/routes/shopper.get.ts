/** What a page has to know of the shopper. */
export default defineEventHandler((event) => ({ isLoggedIn: contactOf(event) !== undefined }));
