import { CUSTOMERS, logIn } from "../../session";
import { goTo } from "../go-to";

export async function POST(request: Request): Promise<Response> {
  const form = await request.formData();
  const contact = CUSTOMERS.get(String(form.get("customer")));
  if (contact) await logIn(contact);
  return goTo("/");
}
