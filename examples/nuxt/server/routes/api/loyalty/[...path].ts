export default defineEventHandler(passOn);
