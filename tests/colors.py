"""Colors as eyes see them: contrast, distance, color-vision deficiencies.

A color is an array whose last axis holds red, green and blue in sRGB, from 0 to 1.
"""

import numpy as np

# Source: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based
# Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), severity 1.0;
# for linear red, green and blue.
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# Source: IEC 61966-2-1 (sRGB, white point D65).
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(color: np.ndarray) -> np.ndarray:
    """Return amounts of light, from 0 to 1, for sRGB values."""
    color = np.asarray(color, dtype=float)
    return np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)


def encoded(light: np.ndarray) -> np.ndarray:
    """Return sRGB values for amounts of light; the inverse of ``linear``."""
    light = np.clip(light, 0, 1)
    return np.where(
        light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055
    )


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """Return the contrast ratio of two colors, from 1 to 21 (WCAG 2.1)."""
    lights = sorted(float(linear(c) @ TO_XYZ[1]) for c in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def seen_with(deficiency: str, color: np.ndarray) -> np.ndarray:
    """Return the color that a person with the deficiency sees in place of this one."""
    return encoded(linear(color) @ np.array(DEFICIENCIES[deficiency]).T)


def lab(color: np.ndarray) -> np.ndarray:
    """Return CIELAB coordinates (lightness, a, b) for sRGB."""
    xyz = linear(color) @ TO_XYZ.T / TO_XYZ.sum(axis=1)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def distance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the CIEDE2000 difference of colors; about 1 can barely be seen."""
    return lab_distance(lab(one), lab(other))


def lab_distance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the CIEDE2000 difference of CIELAB coordinates.

    Source: G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 Color-Difference Formula",
    Color Research and Application 30 (2005); the letters are the paper's.
    """
    (l1, a1, b1), (l2, a2, b2) = (
        np.moveaxis(np.asarray(c), -1, 0) for c in (one, other)
    )
    c_bar = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 1.5 - 0.5 * np.sqrt(c_bar**7 / (c_bar**7 + 25**7))
    c1, c2 = np.hypot(g * a1, b1), np.hypot(g * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, g * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    l_bar, c_bar = (l1 + l2) / 2, (c1 + c2) / 2
    h_bar = np.where(c1 * c2 == 0, h1 + h2, (h1 + turn / 2) % 360)
    t = 1 - 0.17 * _cos(h_bar - 30) + 0.24 * _cos(2 * h_bar)
    t += 0.32 * _cos(3 * h_bar + 6) - 0.2 * _cos(4 * h_bar - 63)
    s_l = 1 + 0.015 * (l_bar - 50) ** 2 / np.sqrt(20 + (l_bar - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_bar, 1 + 0.015 * c_bar * t
    fold = 60 * np.exp(-(((h_bar - 275) / 25) ** 2))
    r_t = -np.sin(np.radians(fold)) * 2 * np.sqrt(c_bar**7 / (c_bar**7 + 25**7))
    dl, dc, dh = (l2 - l1) / s_l, (c2 - c1) / s_c, dh / s_h
    return np.sqrt(dl**2 + dc**2 + dh**2 + r_t * dc * dh)


def _cos(degrees: np.ndarray) -> np.ndarray:
    return np.cos(np.radians(degrees))
