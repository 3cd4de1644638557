"""Images as the writers need them: PNG or JPEG, upright, of print size, without hidden data."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from core.exports import ExportProblem

LONGEST_SIDE = 2000
Image.MAX_IMAGE_PIXELS = 100_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """An image ready for print; ``extension`` is "png" or "jpg"."""

    content: bytes
    extension: str
    width: int
    height: int

    @property
    def mime(self) -> str:
        """Return the media type."""
        return "image/png" if self.extension == "png" else "image/jpeg"


def picture(digest: str, files: Mapping[str, bytes], labels: Mapping[str, str]) -> Picture:
    """Return the image stored under ``digest``, written anew so that only its pixels are passed on.

    Photographs become JPEG; whatever has few colours or transparency becomes PNG.
    Raises ExportProblem when the file is missing or no image.
    """
    if digest not in files:
        raise ExportProblem(labels["image_missing"] % {"digest": digest[:8]})
    try:
        with Image.open(BytesIO(files[digest])) as opened:
            lossy = opened.format == "JPEG"
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            target = BytesIO()
            if lossy:
                image.convert("RGB").save(target, "JPEG", quality=85, optimize=True)
            else:
                image.convert("RGBA").save(target, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        problem = labels["image_unreadable"] % {"digest": digest[:8]}
        raise ExportProblem(problem) from error
    return Picture(target.getvalue(), "jpg" if lossy else "png", *image.size)
