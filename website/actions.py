"""What the site does by itself with its pages."""

from django.db import transaction

from website.models import HomePage, StandardPage

# Every page of the site links to these (templates/components/footer.html). Content, hence Czech.
LINKED_PAGES = {
    "ochrana-osobnich-udaju": "Ochrana osobních údajů",
    "prohlaseni-o-pristupnosti": "Prohlášení o přístupnosti",
    "pomoc-s-bydlenim": "Potřebuji pomoc s bydlením",
}
PLACEHOLDER = "<p>Tento text město teprve doplní.</p>"


@transaction.atomic
def found_linked_pages() -> list[StandardPage]:
    """Make the pages every page links to, for editors to fill in; answers those made.

    Only a site without any page below its front page gets them, so one an editor deletes stays away.
    """
    home = HomePage.find()
    if home is None or home.numchild:
        return []
    made = [
        StandardPage(title=title, slug=slug, body=PLACEHOLDER)
        for slug, title in LINKED_PAGES.items()
    ]
    for page in made:
        home.add_child(instance=page)
        page.save_revision().publish()
    return made
