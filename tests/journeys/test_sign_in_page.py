"""The sign-in page, the first page of everybody who works on the text."""


def test_visitor_is_sent_from_the_admin_to_the_sign_in_page(page, accessible):
    page.goto("/admin/")
    page.wait_for_url("**/ucet/login/**")
    accessible(page)
