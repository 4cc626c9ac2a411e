/** The cards that come with a page. */
export default defineEventHandler(cardsOf);
